"""YAML to types: a pack is read through its node tree, and every complaint names its place.

One walk over the fields of the types in `rule`, `match` and `filters` serves three ends: it reads a
pack, it complains, and it writes the JSON Schema for editors. Scalars are read by what the field
wants, so a bare `no` or `1.10` stays the text that it is.
"""

import contextlib
import re
import types
import typing
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from cleaner import filters
from cleaner.lines.ambiguity import explodes
from cleaner.lines.errors import Fault, near
from cleaner.lines.linetest import LineTest, Span, literal
from cleaner.lines.matcher import signs
from cleaner.lines.pattern import SHORT, compiled
from cleaner.lines.text import cut
from cleaner.packs.rule import Adjusted, Detect, Example, Pack, Replace, Rule, Verb

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VERBS = typing.get_args(Verb)
DEEP = 100  # levels of a pack; the shipped ones have up to 9
TOO_DEEP = f"this is nested more than {DEEP} levels deep, which no pack needs"
LARGE = 100_000  # entries of a pack; aliases of aliases can make any number of few


class _Reader:
    """Reads one file; collects faults instead of stopping at the first."""

    def __init__(self, path: str, pack: str) -> None:
        self.path, self.pack = path, pack
        self.faults: list[Fault] = []

    def fault(self, node: yaml.Node | None, message: str) -> None:
        mark = node.start_mark if node is not None else None
        self.faults.append(Fault(self.path, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0, message))

    def place(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"

    # -------------------------------------------------------------- mappings

    def pairs(self, node: yaml.Node, what: str, allowed: Sequence[str]) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """The keys of a mapping, each with its nodes; unknown and repeated ones are faults."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} is a mapping with {_listed(allowed)}, not {_called(node)}")
            return {}
        out: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in allowed:
                self.fault(key, f"unknown key {name!r} in {what}{_guess(name, allowed)}")
            elif name in out:
                self.fault(key, f"{name!r} stands twice in {what}")
            else:
                out[name] = (key, value)
        return out

    def record(self, node: yaml.Node, cls: Any, what: str, skip: Sequence[str] = (), **given: Any) -> Any:
        """A NamedTuple from a mapping with the names of its fields."""
        hints = field_types(cls)
        names = {field.rstrip("_"): field for field in hints if field not in given and field not in skip}
        found = self.pairs(node, what, list(names))
        values = {}
        for name, (_, value) in found.items():
            read = self.value(value, hints[names[name]], f"'{name}'")
            if read is not None:
                values[names[name]] = read
        if isinstance(node, yaml.MappingNode):
            for name, field in names.items():
                if field not in cls._field_defaults and name not in found:
                    self.fault(node, f"{what} needs {name!r}")
        try:
            return cls(**given, **values)
        except TypeError:
            return None  # a field is missing, which has been said

    # -------------------------------------------------------------- values

    def value(self, node: yaml.Node, hint: Any, what: str) -> Any:
        """A value of the type that a field asks for, or None after a complaint."""
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin in (types.UnionType, typing.Union):
            return self.value(node, next(arg for arg in args if arg is not type(None)), what)
        if origin is tuple:
            nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
            if not nodes:
                self.fault(node, f"{what} is empty; name at least one or leave the key out")
            items = [self.value(item, args[0], what) for item in nodes]
            return tuple(item for item in items if item is not None)
        if origin is typing.Literal:
            return self.choice(node, args, what)
        if hint is str:
            return self.text(node, what)
        if hint is bool:
            return {"true": True, "false": False}.get(self.choice(node, ("true", "false"), what) or "")
        if hint in (int, float):
            return self.number(node, hint, what)
        if hint is Span:
            return self.span(node, what)
        if hint is LineTest:
            return self.test(node, what)
        return self.record(node, hint, what)

    def text(self, node: yaml.Node, what: str) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} is a text, not {_called(node)}")
            return None
        value: str = node.value
        if not node.style and value in ("", "~"):  # plain, not quoted
            self.fault(node, f"{what} has no text")
            return None
        return value

    def choice(self, node: yaml.Node, allowed: Sequence[str], what: str) -> str | None:
        value = self.text(node, what)
        if value is not None and value not in allowed:
            self.fault(node, f"{what} is {_listed(allowed)}, not {value!r}{_guess(value, allowed)}")
            return None
        return value

    def number(self, node: yaml.Node, cls: type, what: str) -> Any:
        value = self.text(node, what)
        if value is None:
            return None
        if not re.fullmatch(r"\d+" if cls is int else r"-?\d+(?:\.\d+)?|-?\.\d+", value, re.ASCII):
            self.fault(node, f"{what} is a {'whole ' if cls is int else ''}number, not {value!r}")
            return None
        if len(value) > 9:
            self.fault(node, f"{what} is a number of {len(value)} digits; nine are enough")
            return None
        return cls(value)

    def span(self, node: yaml.Node, what: str) -> Span | None:
        if isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} is a mapping with 'least' and 'most': {{most: {node.value}}}")
            return None
        span: Span = self.record(node, Span, what) or Span()
        if span == Span() and isinstance(node, yaml.MappingNode) and not node.value:
            self.fault(node, f"{what} needs 'least' or 'most'")
        if span.most is not None and span.least > span.most:
            self.fault(node, f"{what}: least is more than most, so no line passes")
        return span

    # -------------------------------------------------------------- line tests

    def test(self, node: yaml.Node, what: str) -> LineTest | None:
        test: LineTest | None = self.record(
            node, LineTest, f"the line test {what}" if what != "'line'" else "the line test"
        )
        if test is None or not isinstance(node, yaml.MappingNode):
            return None
        if not node.value:
            self.fault(node, "a line test without a key passes every line; name what the line has to be")
        for key, value in node.value:
            for item in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if key.value in ("text", "starts", "ends", "contains") and isinstance(item, yaml.ScalarNode):
                    self.literal(item, key.value)
                elif key.value == "regex" and isinstance(item, yaml.ScalarNode):
                    self.pattern(item)
        return test

    def literal(self, node: yaml.ScalarNode, what: str) -> None:
        if not literal(node.value):
            self.fault(node, f"the literal {node.value!r} of {what!r} is blank, and blank lines pass no test")
        elif what == "text" and len(node.value) > SHORT:
            self.fault(node, f"a whole line of more than {SHORT} characters is compared with nothing; use 'starts'")
        elif len(cut(node.value)[0]) > 1:
            self.fault(node, f"the literal of {what!r} has a line break, and a line has none")

    def pattern(self, node: yaml.ScalarNode) -> None:
        import regex

        try:
            compiled(node.value)
        except (regex.error, OverflowError, RecursionError) as error:
            self.fault(node, f"the pattern {node.value} is faulty: {error}")
            return
        if explodes(node.value):
            self.fault(
                node,
                f"the pattern {node.value} can take for ever: a repetition in it can be gone round in two ways over "
                "the same text; make its inner part possessive (a++) or atomic (?>…), or end each round at a fixed one",
            )
        elif compiled(node.value).search(""):
            self.fault(node, f"the pattern {node.value} fits no text at all too, which is in every line; anchor it")

    # -------------------------------------------------------------- rules and packs

    def rule(self, node: yaml.Node, number: int) -> Rule | None:
        allowed = ["id", "why", *VERBS, "where", "most_share", "part", "hits", "misses"]
        found = self.pairs(node, "a rule", allowed)
        if not isinstance(node, yaml.MappingNode):
            return None
        verbs = [name for name in found if name in VERBS]
        if len(verbs) != 1:
            self.fault(node, f"a rule has one verb, {_listed(VERBS)}; this one has {', '.join(verbs) or 'none'}")
        fields = {field for field in Rule._fields if field not in ("name", "verb", "selector", "replace", "place")}
        hints = field_types(Rule)
        values: dict[str, Any] = {
            name: read
            for name, (_, value) in found.items()
            if name in fields and (read := self.value(value, hints[name], f"'{name}'")) is not None
        }
        name = self.text(found["id"][1], "'id'") if "id" in found else str(number)
        if "id" in found and name and not re.fullmatch(r"[\w.-]+", name):
            self.fault(found["id"][1], f"the id {name!r} has other signs than letters, digits, '-', '.' and '_'")
        if "part" in values and verbs != ["drop"]:
            self.fault(found["part"][1], "'part' goes with 'drop': it says which lines a caller may want to keep")
        if not 0 < values.get("most_share", 1) <= 1:
            self.fault(found["most_share"][1], "'most_share' is a share of the words, above 0 and up to 1")
        made: dict[str, Any] = {}
        for verb in verbs:
            body = found[verb][1]
            part = self.replace(body) if verb == "replace" else self.selector(body, verb)
            if part is not None:
                made["replace" if verb == "replace" else "selector"] = part
        if len(verbs) != 1 or not made:
            return None
        verb = typing.cast(Verb, verbs[0])
        return Rule(f"{self.pack}:{name}", verb, place=self.place(node), **made, **values)

    def selector(self, node: yaml.Node, verb: str) -> Any:
        found = self.pairs(node, f"{verb!r}", filters.kinds())
        if len(found) != 1:
            if isinstance(node, yaml.MappingNode) and len(node.value) != 1:
                self.fault(node, f"{verb!r} takes one selector, {_listed(filters.kinds())}")
            return None
        ((name, (_, value)),) = found.items()
        cls = filters.kind(name)
        if cls._fields == ("test",):  # `line: TEST`: the value is the test itself
            test = self.test(value, f"'{name}'")
            return None if test is None else cls(test)
        made = self.record(value, cls, f"'{name}'")
        if made is not None and (fault := made.fault()):
            self.fault(value, fault)
        return made

    def replace(self, node: yaml.Node) -> Replace | None:
        made: Replace | None = self.record(node, Replace, "'replace'")
        if made is None or not isinstance(node, yaml.MappingNode):
            return None
        if not (made.find or made.regex):
            self.fault(node, "'replace' needs 'find' or 'regex'")
        if len(cut(made.with_ + "x")[0]) > 1:
            self.fault(node, "'with' has a line break; a rule rewrites inside a line and makes no new ones")
        for key, value in node.value:
            for item in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if not isinstance(item, yaml.ScalarNode):
                    continue
                if key.value == "find":
                    self.literal(item, "find")
                elif key.value == "regex":
                    before = len(self.faults)
                    self.pattern(item)
                    if len(self.faults) == before:
                        self.template(item, made.with_)
        return made

    def template(self, node: yaml.ScalarNode, replacement: str) -> None:
        """A group that `with` names and the pattern does not have is said now, not at the first match."""
        import regex

        if re.search(r"\\(?![1-9g\\])", replacement):
            self.fault(node, f"'with' has an escape in {replacement!r} that names no group; write the sign itself")
            return
        try:
            compiled(f"(?:{node.value})|").sub(replacement, "")
        except (regex.error, IndexError) as error:
            self.fault(node, f"'with' does not fit the pattern {node.value}: {error}")

    def read(self, text: str) -> Pack | None:
        try:
            node = yaml.compose(text, Loader=Loader)
        except RecursionError:
            self.faults.append(Fault(self.path, 0, 0, TOO_DEEP))
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            if _nesting(text) > DEEP:  # libraries put it in words of their own, or find another fault first
                self.faults.append(Fault(self.path, line, column, TOO_DEEP))
                return None
            message = " ".join(filter(None, (error.context, error.problem)))
            self.faults.append(Fault(self.path, line, column, f"this is not YAML: {message}"))
            return None
        except yaml.reader.ReaderError as error:
            line, column = place(text[: error.position])
            fault = f"this is not YAML: the character U+{error.character:04X} may not stand in it; take it out"
            self.faults.append(Fault(self.path, line, column, fault))
            return None
        if node is None:
            self.faults.append(Fault(self.path, 0, 0, "the file is empty; a pack has at least 'about' and 'rules'"))
            return None
        if (deep := _too_deep(node)) is not None:
            self.fault(deep, TOO_DEEP)
            return None
        if self.size(node, {}) > LARGE:
            self.fault(node, f"its aliases make more than {LARGE:,} entries of it; write out what is meant")
            return None
        hints = field_types(Pack)
        found = self.pairs(node, "a pack", ["about", "extends", "without", "adjust", "detect", "rules", "tests"])
        values: dict[str, Any] = {}
        for name, (_, value) in found.items():
            if name == "rules":
                values["rules"] = self.rules(value)
            elif name == "tests":
                values["tests"] = tuple(filter(None, map(self.example, self.items(value, "'tests'"))))
            elif name == "detect":
                values["detect"] = self.detect(value)
            elif name == "adjust":
                values["adjust"] = self.adjust(value)
            elif isinstance(value, yaml.SequenceNode) and not value.value:
                continue  # an empty list of packs is what leaving the key out says
            elif (read := self.value(value, hints[name], f"'{name}'")) is not None:
                values[name] = read
        return Pack(self.pack, path=self.path, marks=tuple(_marks(found)), **values)

    def adjust(self, node: yaml.Node) -> tuple[Adjusted, ...]:
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"'adjust' is a mapping from rules' names to their numbers, not {_called(node)}")
            return ()
        out: list[Adjusted] = []
        for key, value in node.value:
            rule = self.text(key, "a rule's name") or ""
            if any(one.rule == rule for one in out):
                self.fault(key, f"{rule!r} stands twice in 'adjust'")
            if not isinstance(value, yaml.MappingNode) or not value.value:
                self.fault(value, f"{rule!r} is a mapping with the numbers that are others here, like {{bias: 2}}")
                continue
            numbers: dict[str, float] = {}
            for field, item in value.value:
                name = self.text(field, "a number's name") or ""
                if name in numbers:
                    self.fault(field, f"{name!r} stands twice for {rule!r}")
                if (number := self.number(item, float, f"{name!r}")) is not None:
                    numbers[name] = number
            out.append(Adjusted(rule, tuple(sorted(numbers.items()))))
        return tuple(out)

    def detect(self, node: yaml.Node) -> Detect | None:
        made: Detect | None = self.record(node, Detect, "'detect'")
        if made is None or not isinstance(node, yaml.MappingNode):
            return None
        if not (made.host or made.line):
            self.fault(node, "'detect' needs 'host' or 'line'")
        for host in made.host:
            if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)*", host):
                self.fault(node, f"{host!r} is no host; write it like 'example.vn', which holds for www.example.vn too")
        if any(signs(test) is None for test in made.line):
            self.fault(node, "a fingerprint needs a text of its own: 'text', 'starts', 'ends', 'contains' or 'regex'")
        if made.least > max(len(made.line), 1):
            self.fault(node, f"'detect' asks for {made.least} fingerprints and has {len(made.line)}")
        return made

    def size(self, node: yaml.Node, known: dict[int, int | None]) -> int:
        """The entries of a node, its aliases written out. One that holds itself is a fault, and is cut off."""
        if not isinstance(node, yaml.CollectionNode):
            return 1
        if id(node) not in known:
            known[id(node)] = None  # until it is counted
            total = 1
            for n, item in enumerate(list(node.value)):
                parts = item if isinstance(item, tuple) else (item,)
                if any(known.get(id(part), 0) is None for part in parts):
                    self.fault(node, "an alias stands inside what it names")
                    del node.value[n:]
                    break
                total += sum(self.size(part, known) for part in parts)
            known[id(node)] = total
        return known[id(node)] or 0

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.fault(node, f"{what} is a list, not {_called(node)}")
        return []

    def rules(self, node: yaml.Node) -> tuple[Rule, ...]:
        out: dict[str, Rule] = {}
        for number, item in enumerate(self.items(node, "'rules'"), 1):
            rule = self.rule(item, number)
            if rule is not None and rule.name in out:
                first = out[rule.name].place.rpartition(":")[2]
                self.fault(item, f"the id {rule.name.rpartition(':')[2]!r} is taken by the rule on line {first}")
            elif rule is not None:
                out[rule.name] = rule
        return tuple(out.values())

    def example(self, node: yaml.Node) -> Example | None:
        made: Example | None = self.record(node, Example, "a test", place=self.place(node))
        return made


def ends(text: str) -> dict[str, int]:
    """For each key of a pack, the line, from 0, below its value; comments that follow may belong to either.

    >>> ends("about: x\\nrules:\\n  - a\\n# b\\ntests: []\\n")
    {'about': 0, 'rules': 4, 'tests': 4}
    """
    node = yaml.compose(text, Loader=Loader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value.end_mark.line for key, value in pairs}


def _too_deep(node: yaml.Node) -> yaml.Node | None:
    """A node that is nested more than DEEP levels deep, if there is one. Aliases count where they are first met."""
    level, seen = [node], {id(node)}
    for _ in range(DEEP):
        below = [
            part
            for node in level
            if isinstance(node, yaml.CollectionNode)
            for item in node.value
            for part in (item if isinstance(item, tuple) else (item,))
        ]
        level = [part for part in below if id(part) not in seen]
        seen.update(map(id, level))
    return level[0] if level else None


def _nesting(text: str) -> int:
    """How deeply a text is nested, as far as it can be read."""
    depth = deepest = 0
    with contextlib.suppress(yaml.YAMLError):  # what else is wrong stands in the error that brought us here
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            deepest = max(deepest, depth)
    return deepest


def place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what stands behind a text.

    >>> place("about: x\\nrules: ")
    (2, 8)
    """
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _marks(found: dict[str, tuple[yaml.Node, yaml.Node]]) -> Iterator[tuple[str, int, int]]:
    """Where the keys of a pack stand, and each entry of their lists: "extends", "extends web"."""
    for name, (key, value) in found.items():
        yield name, key.start_mark.line + 1, key.start_mark.column + 1
        if name in ("extends", "without", "adjust"):
            items = value.value if isinstance(value, yaml.CollectionNode) else [value]
            for item in (entry[0] if isinstance(entry, tuple) else entry for entry in items):
                yield f"{name} {item.value}", item.start_mark.line + 1, item.start_mark.column + 1


def field_types(cls: Any) -> dict[str, Any]:
    """The type of each field of a NamedTuple."""
    hints = typing.get_type_hints(cls)
    return {name: hints[name] for name in cls._fields}


def _called(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return f"the text {node.value!r}" if node.value else "nothing"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _guess(name: str, allowed: Sequence[str]) -> str:
    return near(name, allowed) or f"; known are {', '.join(allowed)}"


def read(text: str, path: str, name: str) -> tuple[Pack | None, list[Fault]]:
    """A pack from its YAML text, and all complaints about it. The pack is usable only if there are none.

    >>> pack, faults = read("rules: [{drop: {line: {strats: x}}}]", "a.yaml", "a")
    >>> print(*faults)
    a.yaml:1:24: unknown key 'strats' in the line test; did you mean 'starts'?
    """
    reader = _Reader(path, name)
    return reader.read(text), reader.faults
