"""Parse YAML into nodes that know their position, within limits of depth and size.

The nodes are those of PyYAML. Their scalars are untyped text, so a bare `no` or `1.10` stays what the author wrote.
"""

from collections.abc import Iterable
from typing import Any

import yaml

from cleaner.lines.errors import Fault
from cleaner.packs.rule import Position
from cleaner.packs.yaml_faults import syntax_fault

Node = yaml.Node
MappingNode = yaml.MappingNode
SequenceNode = yaml.SequenceNode
ScalarNode = yaml.ScalarNode
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast, if it is there

MAX_DEPTH = 100  # levels of nesting; the shipped packs have up to 9
MAX_ENTRIES = 100_000  # entries with all aliases expanded: aliases of aliases multiply
TOO_DEEP = f"the file is nested more than {MAX_DEPTH} levels deep; no pack needs that"
_DEEPER_THAN_LIBYAML_READS = "exceeded maximum nesting depth"  # PyYAML raises RecursionError instead


def parse(text: str, path: str) -> tuple[Node | None, list[Fault]]:
    """Return the root node of a YAML text, or None if it cannot be read, and all faults. `path` is the name to report.

    >>> root, faults = parse("rules: [", "a.yaml")
    >>> print(root, faults[0].line, faults[0].message.partition(":")[0])
    None 2 invalid YAML
    """
    try:
        root = yaml.compose(text, Loader=Loader)
    except RecursionError:
        return None, [Fault(path, 0, 0, TOO_DEEP)]
    except yaml.MarkedYAMLError as error:
        if _DEEPER_THAN_LIBYAML_READS in (error.problem or "") and error.problem_mark:
            return None, [Fault(path, error.problem_mark.line + 1, error.problem_mark.column + 1, TOO_DEEP)]
        return None, [syntax_fault(text, path, error)]
    except yaml.reader.ReaderError as error:
        at = position_after(text[: error.position])
        message = f"invalid YAML: the character U+{error.character:04X} is not allowed; remove it"
        return None, [Fault(path, *at, message)]
    if root is None:
        return None, [Fault(path, 0, 0, "the file is empty; a pack needs at least 'about' or 'rules'")]
    if (deep := _node_too_deep(root)) is not None:
        return None, [Fault(path, *position(deep), TOO_DEEP)]
    cycles: list[Node] = []
    entries = _count_entries(root, {}, cycles)
    faults = [Fault(path, *position(node), "an alias refers to a node that contains it") for node in cycles]
    if entries > MAX_ENTRIES:
        message = f"the file has more than {MAX_ENTRIES:,} entries with its aliases written out; split it"
        return None, [*faults, Fault(path, *position(root), message)]
    return root, faults


def position(node: Node) -> Position:
    """Return the position at which a node starts."""
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def position_after(before: str) -> Position:
    """Return the position just after a text that starts at the top of a file.

    >>> position_after("about: x\\nrules: ")
    Position(line=2, column=8)
    """
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))


def one_or_more(node: Node) -> list[Node]:
    """Return the nodes of a value that can be written as a list or as a single entry."""
    return list(node.value) if isinstance(node, SequenceNode) else [node]


def scalars(node: Node) -> list[ScalarNode]:
    """Return the scalars of a value that can be written as a list or as a single entry."""
    return [item for item in one_or_more(node) if isinstance(item, ScalarNode)]


def described(node: Node) -> str:
    """Return what a node is, for messages.

    >>> described(yaml.compose("a: 1", Loader=Loader)), described(yaml.compose("drop", Loader=Loader))
    ('a mapping', "the text 'drop'")
    """
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return f"the text {node.value!r}" if node.value else "nothing"


def value_ends(text: str) -> dict[str, int]:
    """Return for each key of a pack the index of the line just past its value, where comments may follow.

    >>> value_ends("about: x\\nrules:\\n  - a\\n# b\\ntests: []\\n")
    {'about': 0, 'rules': 4, 'tests': 4}
    """
    root = yaml.compose(text, Loader=Loader)
    pairs = root.value if isinstance(root, MappingNode) else []
    return {key.value: value.end_mark.line for key, value in pairs}


def _node_too_deep(root: Node) -> Node | None:
    """A node that is nested more than MAX_DEPTH levels deep, if there is one. Aliases are not followed twice."""
    level, seen = [root], {id(root)}
    for _ in range(MAX_DEPTH):
        below = [part for node in level for item in _items(node) for part in _parts(item)]
        level = [part for part in below if id(part) not in seen]
        seen.update(map(id, level))
    return level[0] if level else None


def _count_entries(node: Node, counts: dict[int, int | None], cycles: list[Node]) -> int:
    """The number of entries of a node with its aliases expanded.

    `counts` holds the results by identity, None for a node that is being counted. A node that contains itself is
    added to `cycles`, and its entries are cut off there.
    """
    if not isinstance(node, yaml.CollectionNode):
        return 1
    if id(node) not in counts:
        counts[id(node)] = None
        total = 1
        for at, item in enumerate(_items(node)):
            if any(counts.get(id(part), 0) is None for part in _parts(item)):
                cycles.append(node)
                del node.value[at:]
                break
            total += sum(_count_entries(part, counts, cycles) for part in _parts(item))
        counts[id(node)] = total
    return counts[id(node)] or 0


def _items(node: Node) -> list[Any]:
    """The entries of a list, or the key and value pairs of a mapping."""
    return list(node.value) if isinstance(node, yaml.CollectionNode) else []


def _parts(item: Node | tuple[Node, Node]) -> Iterable[Node]:
    return item if isinstance(item, tuple) else (item,)
