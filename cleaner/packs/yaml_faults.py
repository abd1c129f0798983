"""What is wrong with a YAML file, in plain words: the parser's error as a fault with its place and the way out."""

import re
from typing import Protocol

from cleaner.lines.errors import Fault
from cleaner.packs.rule import Position

# YAML also ends a line at these three characters
_LINE_END = "\r\n|[\r\n\x85\u2028\u2029]"


class Mark(Protocol):
    """A position in a YAML text, as PyYAML gives it: both numbers count from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class YamlError(Protocol):
    """An error of a YAML parser."""

    @property
    def problem(self) -> str | None: ...
    @property
    def problem_mark(self) -> Mark | None: ...
    @property
    def context(self) -> str | None:
        """What the parser was reading."""

    @property
    def context_mark(self) -> Mark | None:
        """Where that begins."""


def syntax_fault(text: str, path: str, error: YamlError) -> Fault:
    """Return the fault for an error of the YAML parser. Both parsers of PyYAML, in C and in Python, are understood."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    at = Position(mark.line + 1, mark.column + 1) if mark else Position()
    opened = error.context_mark or mark
    start = Position(opened.line + 1, opened.column + 1) if opened else at
    lines = re.split(_LINE_END, text)
    line = lines[at.line - 1] if 0 < at.line <= len(lines) else ""
    at, message = _explained(problem, context, at, start, line)
    return Fault(path, *at, f"invalid YAML: {message}")


def with_source(faults: list[Fault], text: str) -> list[Fault]:
    """Return the faults of a file, each with the line that it is on."""
    if not faults:
        return []
    lines = re.split(_LINE_END, text)
    return [fault._replace(source=lines[fault.line - 1]) if 0 < fault.line <= len(lines) else fault for fault in faults]


def _explained(problem: str, context: str, at: Position, start: Position, line: str) -> tuple[Position, str]:
    """Where the fault is, and what it is. `start` is where the list, mapping or quoted text around it begins."""
    before, character = line[: at.column - 1], line[at.column - 1 : at.column]
    if "tab character" in problem or r"'\t'" in problem or ("cannot start any token" in problem and character == "\t"):
        return at, "a tab in the indent; use spaces"
    if "cannot start any token" in problem:
        return at, f"a text cannot start with {character!r}; put the text in quotes"
    if "mapping values are not allowed" in problem:
        if ": " in before.strip().removeprefix("- ") or re.search(r"['\"]\s*$", before):
            return at, "a colon inside a text; put the text in quotes"
        return at, "the indent of this line does not fit the line above, or the line above needs a colon"
    if "entries are not allowed" in problem or "keys are not allowed" in problem:
        return at, f"a text cannot start with {character or '-'!r} and a space; put it in quotes, or start a list below"
    if "quoted scalar" in context or "double-quoted" in context:
        if "escape" in problem:
            return at, "an unknown escape in double quotes; use single quotes, in which a backslash is a backslash"
        return start, "this quote is not closed; add the missing quote"
    if "flow" in context:
        return _bracket_fault(problem, at, start, line)
    if "expected '-'" in problem or "expected key" in problem or "block end" in problem:
        if before.strip(" -"):
            return at, "text after the closing quote or bracket; put all of it in quotes, a quote inside as ''"
        return at, f"the indent of this line does not fit the lines above, which start on line {start.line}"
    if "node content" in problem:
        return at, f"a value is missing before {character!r}; put a text that starts with it in quotes"
    if "alias" in problem:
        return at, "a text that starts with * refers to an anchor, which is not there; put the text in quotes"
    if "another document" in problem:
        return at, "a pack is one document; remove the line ---"
    if "block scalar" in context:
        return at, "a text after | or > starts on the next line; put this text in quotes"
    return at, " ".join(filter(None, (context, problem)))


def _bracket_fault(problem: str, at: Position, start: Position, line: str) -> tuple[Position, str]:
    """The fault of a list in [ ] or a mapping in { } that does not come to its end."""
    character = line[at.column - 1 : at.column]
    if character and character in "[]{}\"'" and at.line == start.line:
        return at, f"{character} inside a text; put the text in quotes"
    if "node content" in problem:
        return at, "a value or a closing bracket is missing; add the missing ] or }"
    closing = "]" if "]" in problem else "}"
    opening = "[" if closing == "]" else "{"
    way_out = f"add the missing {closing}, or put a text that starts with {opening} in quotes"
    return start, f"this {opening} is not closed; {way_out}"
