"""The library of packs: all packs of the layers, what each pack inherits, and its rules in order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from cleaner.lines.errors import Fault, PackError, near
from cleaner.packs.layers import MOST_FILE_BYTES, Source, sources, weights_of
from cleaner.packs.rule import Adjustment, Pack, Rule

MOST_LINEAGE = 200  # packs that a pack extends, with those that they extend
MOST_FAULTS = 100  # between packs that are reported


class Edition(NamedTuple):
    """The own rules of a pack as another pack inherits them: some may have other numbers."""

    pack: str  # the pack whose rules these are
    adjustments: tuple[Adjustment, ...] = ()


class Library:
    """Packs by name, each with what it inherits."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = {pack.name: pack for pack in packs}

    @classmethod
    def alone(cls, rule: Rule) -> "Library":
        """Return a library of a single rule, in a pack that has the name of the rule's pack."""
        return cls([Pack(rule.pack, rules=(rule,))])

    @classmethod
    def read(cls, folders: Iterable[str]) -> "Library":
        """Return the library of some layers. Raises PackError with every fault of every pack, or PackReadError."""
        return cls.parse(sources(folders))

    @classmethod
    def parse(cls, files: Sequence[Source]) -> "Library":
        """Return the library of some files. Raises PackError with every fault of every pack."""
        packs: list[Pack] = []
        faults: list[Fault] = []
        for file in files:
            pack, own_faults = read_pack(file)
            faults += own_faults
            packs += [pack] if pack is not None else []
        library = cls(packs)
        texts = {file.path: file.data for file in files}
        for fault in islice(library.faults(), MOST_FAULTS):
            faults += _with_source(fault, texts)
        if faults:
            raise PackError(faults)
        return library

    def faults(self) -> Iterator[Fault]:
        """Yield faults between packs, such as a host that two packs claim, or an unknown rule in `without`."""
        yield from _claimed_hosts(self.packs.values())
        for pack in self.packs.values():
            yield from _missing_packs(self, pack)
            if len(self.lineage(pack.name)) > MOST_LINEAGE:
                yield _fault(
                    pack, "extends", "", f"extends more than {MOST_LINEAGE} packs, with those that they extend"
                )
            elif cycle := _cycle(self, pack.name):
                yield _fault(pack, "extends", "", f"extends itself: {' → '.join(cycle)}")
            else:
                yield from _missing_rules(self, pack)

    def lineage(self, name: str) -> list[str]:
        """Return the pack and all packs that it extends, most specific first, each once."""
        names: dict[str, None] = {}
        waiting = [name]
        while waiting and len(names) <= MOST_LINEAGE:
            name = waiting.pop()
            if name in self.packs and name not in names:
                names[name] = None
                waiting += reversed(self.packs[name].extends)
        return list(names)

    def without(self, name: str) -> set[str]:
        """Return the names of the rules that a pack, or one that it extends, switches off."""
        return {rule for member in self.lineage(name) for rule in self.packs[member].without}

    def editions(self, name: str) -> list[Edition]:
        """Return the editions that make up a pack, most specific first. A rule gets its most specific adjustment."""
        lineage = self.lineage(name)
        adjusted = {change.rule: change for member in reversed(lineage) for change in self.packs[member].adjust}
        return [
            Edition(member, tuple(adjusted[rule.name] for rule in self.packs[member].rules if rule.name in adjusted))
            for member in lineage
        ]

    def edition(self, edition: Edition) -> list[Rule]:
        """Return the rules of an edition."""
        changes = {change.rule: change for change in edition.adjustments}
        rules = self.packs[edition.pack].rules
        return [changes[rule.name].apply(rule) if rule.name in changes else rule for rule in rules]

    def rules(self, name: str) -> tuple[Rule, ...]:
        """Return the rules of a pack in the order in which they act; none if there is no such pack."""
        off = self.without(name)
        return tuple(rule for edition in self.editions(name) for rule in self.edition(edition) if rule.name not in off)


def _with_source(fault: Fault, texts: Mapping[str, bytes]) -> list[Fault]:
    from cleaner.packs.yaml_faults import with_source  # only a fault needs yaml

    return with_source([fault], texts.get(fault.path, b"").decode("utf-8-sig", "replace"))


def read_pack(file: Source) -> tuple[Pack | None, list[Fault]]:
    """Return the pack in a file, with its weights, and its faults; without the pack if it is too faulty."""
    from cleaner.packs import nodes, schema  # a bare pipe with cached packs does without yaml

    if len(file.data) > MOST_FILE_BYTES:
        message = f"the file is too large: at most {MOST_FILE_BYTES:,} bytes are allowed; split it into several packs"
        return None, [Fault(file.path, 0, 0, message)]
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = nodes.position_after(file.data[: error.start].decode("utf-8-sig"))
        return None, [Fault(file.path, *at, f"invalid UTF-8: byte {error.start} does not decode")]
    pack, faults = schema.read(text, file.path, file.name)
    if pack is None:
        return None, faults
    pack, more = _with_weights(pack, file)
    for fault in more:
        faults += _with_source(fault, {file.path: file.data})
    return pack._replace(layer=file.layer, shipped=file.shipped), faults


def _with_weights(pack: Pack, file: Source) -> tuple[Pack, list[Fault]]:
    """The pack, whose selectors that need weights have got them, and the faults of the weights."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    for rule in pack.rules:
        rules.append(rule.with_weights(file.weights))
        selector = rules[-1].selector
        if selector is None or not rule.needs_weights:
            continue
        beside = weights_of(file.path)
        message = selector.fault() if file.weights else f"the rule needs the weights of a net, in {beside}"
        if message:
            faults.append(Fault(pack.path, rule.place.line, 1, f"{beside}: {message}" if file.weights else message))
    return pack._replace(rules=tuple(rules)), faults


# ------------------------------------------------------------------ faults between packs


def _claimed_hosts(packs: Iterable[Pack]) -> Iterator[Fault]:
    """Hosts that two packs of one layer claim."""
    owners: dict[tuple[int, str], Pack] = {}
    for pack in packs:
        for host in pack.detect.host if pack.detect else ():
            owner = owners.setdefault((pack.layer, host.lower()), pack)
            if owner is not pack:
                yield _fault(pack, "detect", "", f"the host {host!r} already belongs to the pack {owner.name}")


def _missing_packs(library: Library, pack: Pack) -> Iterator[Fault]:
    """Packs that a pack extends and that are not in the library."""
    for name in pack.extends:
        if name not in library.packs:
            yield _fault(
                pack, "extends", name, f"extends {name!r}, but there is no such pack{near(name, library.packs)}"
            )


def _cycle(library: Library, start: str) -> list[str]:
    """The names from a pack back to itself, if it extends itself."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        for name in library.packs[path[-1]].extends:
            if name == start:
                return [*path, name]
            if name in library.packs and name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return []


def _missing_rules(library: Library, pack: Pack) -> Iterator[Fault]:
    """Rules that a pack switches off or adjusts and does not inherit, and numbers that a rule does not have."""
    own = {rule.name for rule in pack.rules}
    inherited = {rule.name: rule for member in library.lineage(pack.name) for rule in library.packs[member].rules}
    for name in pack.without:
        if name not in inherited:
            yield _fault(pack, "without", name, _not_inherited(pack, name, inherited))
    for change in {change.rule: change for change in pack.adjust}.values():
        if pack.shipped and change.rule not in inherited:
            continue  # a user's `web` may replace the shipped one, and have no such rule
        if change.rule not in inherited or change.rule in own:
            yield _fault(pack, "adjust", change.rule, _not_inherited(pack, change.rule, inherited))
        elif message := change.fault(inherited[change.rule]):
            yield _fault(pack, "adjust", change.rule, message)


def _not_inherited(pack: Pack, rule: str, inherited: Mapping[str, Rule]) -> str:
    return f"{pack.name} inherits no rule {rule!r}{near(rule, inherited)}"


def _fault(pack: Pack, key: str, entry: str, message: str) -> Fault:
    return Fault(pack.path, *pack.mark(key, entry), message)
