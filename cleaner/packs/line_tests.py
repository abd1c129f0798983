"""Read line tests out of YAML nodes, and check their spans, literals and patterns."""

from cleaner.lines.linetest import LITERAL_KEYS, LineTest, Span, literal
from cleaner.lines.pattern import SHORT, compiled
from cleaner.lines.text import cut
from cleaner.packs.nodes import MappingNode, Node, ScalarNode, scalars
from cleaner.packs.reader import RecordReader


def line_test(reader: RecordReader, node: Node, label: str = "the line test") -> LineTest | None:
    """Return a line test, or None after a fault in its shape."""
    test = reader.record(node, LineTest, label)
    if test is None or not isinstance(node, MappingNode):
        return None
    if not node.value:
        reader.fault(node, "an empty line test matches every line; give it at least one key")
    for key, value in node.value:
        for item in scalars(value):
            if key.value in LITERAL_KEYS:
                check_literal(reader, item, key.value)
            elif key.value == "regex":
                check_pattern(reader, item)
    return test


def nested_line_test(reader: RecordReader, node: Node, label: str) -> LineTest | None:
    """Return a line test below a key, which messages name."""
    return line_test(reader, node, f"the line test {label}")


def span(reader: RecordReader, node: Node, label: str) -> Span | None:
    """Return a span of numbers."""
    if isinstance(node, ScalarNode):
        reader.fault(node, f"{label} must be a mapping with 'least' and 'most', for example {{most: {node.value}}}")
        return None
    read = reader.record(node, Span, label) or Span()
    if isinstance(node, MappingNode) and not node.value:
        reader.fault(node, f"{label} needs 'least' or 'most'")
    if read.most is not None and read.least > read.most:
        reader.fault(node, f"{label}: 'least' is more than 'most', so no line passes")
    return read


def check_literal(reader: RecordReader, node: ScalarNode, key: str) -> None:
    """Report a literal that no line can match."""
    if too_much := reader.purse.literal_fault(node.value):
        reader.fault(node, too_much)
    elif not literal(node.value):
        reader.fault(node, f"the literal {node.value!r} of {key!r} is blank, and a blank line passes no test")
    elif key == "text" and len(node.value) > SHORT:
        reader.fault(node, f"'text' compares lines of up to {SHORT} characters, and this one is longer; use 'starts'")
    elif len(cut(node.value)[0]) > 1:
        reader.fault(node, f"the literal of {key!r} has a line break, but a test looks at a single line")


def check_pattern(reader: RecordReader, node: ScalarNode) -> bool:
    """Report a pattern that is invalid, can take exponential time or matches every line. Return whether it is good."""
    import regex

    if too_large := reader.purse.pattern_fault(node.value):
        reader.fault(node, too_large)
        return False
    try:
        matches_everything = compiled(node.value).search("") is not None
    except (regex.error, OverflowError, RecursionError) as error:
        reader.fault(node, f"invalid pattern {node.value}: {error}")
        return False
    if reader.purse.explodes(node.value):
        reader.fault(
            node,
            f"the pattern {node.value} can match the same text in two ways (exponential backtracking); make the "
            "repeated part possessive (a++) or atomic (?>…), or let each repetition end with a fixed text",
        )
        return False
    if matches_everything:
        reader.fault(node, f"the pattern {node.value} also matches an empty text, so it matches every line; anchor it")
        return False
    return True
