"""The library of packs: layers of folders, read together; what extends what; rules in their order."""

from collections.abc import Iterable, Iterator, Sequence

from cleaner.lines.errors import Fault, PackError, near
from cleaner.packs.layers import Source, sources
from cleaner.packs.rule import Adjusted, Pack, Rule

Edition = tuple[str, tuple[Adjusted, ...]]  # a file of rules, and which of them a pack adjusts


class Library:
    """Packs by name, each with what it inherits."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = {pack.name: pack for pack in packs}

    @classmethod
    def alone(cls, rule: Rule) -> "Library":
        """The library of one rule by itself, in a pack of its pack's name."""
        return cls([Pack(rule.pack, rules=(rule,))])

    @classmethod
    def read(cls, folders: Iterable[str]) -> "Library":
        """The library of some layers. Raises schema.PackError with every fault of every pack, or OSError."""
        return cls.parse(sources(folders))

    @classmethod
    def parse(cls, files: Sequence[Source]) -> "Library":
        """The library of some files. Raises schema.PackError with every fault of every pack."""
        from cleaner.packs import schema

        packs: list[Pack] = []
        faults: list[Fault] = []
        for name, path, data, layer in files:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                at = schema.place(data[: error.start].decode("utf-8-sig"))
                faults.append(Fault(path, *at, f"this is not UTF-8: byte {error.start} does not decode"))
                continue
            pack, found = schema.read(text, path, name)
            faults += found
            packs += [pack._replace(layer=layer)] if pack is not None else []
        library = cls(packs)
        faults += library.faults()
        if faults:
            raise PackError(faults)
        return library

    def faults(self) -> Iterator[Fault]:
        """Packs that extend what is not there or themselves, names that are no inherited rule's, hosts of two."""
        hosts: dict[tuple[int, str], Pack] = {}
        for pack in self.packs.values():
            for host in pack.detect.host if pack.detect else ():
                first = hosts.setdefault((pack.layer, host.lower()), pack)
                if first is not pack:
                    yield Fault(pack.path, *pack.mark("detect"), f"the host {host!r} is that of {first.name} too")
            for name in pack.extends:
                if name not in self.packs:
                    yield Fault(
                        pack.path,
                        *pack.mark(f"extends {name}"),
                        f"extends {name!r}, which no layer has{near(name, self.packs)}",
                    )
            if cycle := self._cycle(pack.name):
                yield Fault(pack.path, *pack.mark("extends"), f"extends itself: {' → '.join(cycle)}")
                continue
            inherited = {rule.name: rule for rule in self._inherited(pack.name)}
            adjusted = {one.rule: one for one in pack.adjust}
            for mark, name in (*(("without", name) for name in pack.without), *(("adjust", name) for name in adjusted)):
                message = ""
                own = mark == "adjust" and any(rule.name == name for rule in pack.rules)
                if name not in inherited or own:
                    message = f"{name!r} is no rule that {pack.name} inherits{near(name, inherited)}"
                elif mark == "adjust":
                    message = adjusted[name].fault(inherited[name])
                if message:
                    yield Fault(pack.path, *pack.mark(f"{mark} {name}"), message)

    def _cycle(self, start: str) -> list[str]:
        stack = [[start]]
        seen: set[str] = set()
        while stack:
            path = stack.pop()
            for name in self.packs[path[-1]].extends:
                if name == start:
                    return [*path, name]
                if name in self.packs and name not in seen:
                    seen.add(name)
                    stack.append([*path, name])
        return []

    def lineage(self, name: str) -> list[str]:
        """The pack and all that it extends, most specific first, each once."""
        out: dict[str, None] = {}

        def visit(name: str) -> None:
            if name in self.packs and name not in out:
                out[name] = None
                for parent in self.packs[name].extends:
                    visit(parent)

        visit(name)
        return list(out)

    def _inherited(self, name: str) -> Iterator[Rule]:
        for member in self.lineage(name):
            yield from self.packs[member].rules

    def without(self, name: str) -> set[str]:
        """The names of the rules that are off for a pack: by its own word or by that of a pack that it extends."""
        return {rule for member in self.lineage(name) for rule in self.packs[member].without}

    def editions(self, name: str) -> list[Edition]:
        """The files of a pack's rules, most specific first, each with what of it the pack adjusts."""
        adjusted = {one.rule: one for member in reversed(self.lineage(name)) for one in self.packs[member].adjust}
        return [
            (member, tuple(adjusted[rule.name] for rule in self.packs[member].rules if rule.name in adjusted))
            for member in self.lineage(name)
        ]

    def edition(self, edition: Edition) -> list[Rule]:
        """The rules of a file, adjusted."""
        file, changes = edition
        adjusted = {one.rule: one for one in changes}
        return [adjusted[rule.name].of(rule) if rule.name in adjusted else rule for rule in self.packs[file].rules]

    def rules(self, name: str) -> tuple[Rule, ...]:
        """The rules of a pack in the order in which they act; none for a pack that is not there."""
        off = self.without(name)
        return tuple(rule for one in self.editions(name) for rule in self.edition(one) if rule.name not in off)
