"""Faults of packs for programs: as JSON, and as annotations that GitHub Actions shows beside the lines of a change."""

from collections.abc import Iterable
from typing import Any

from cleaner.lines.errors import Fault
from cleaner.lines.safe import safe_lines


def annotations(faults: Iterable[Fault]) -> bytes:
    """Return one workflow command for each fault.

    >>> print(annotations([Fault("a,b.yaml", 3, 7, "unknown key 'txt'\\n100 % sure")]).decode(), end="")
    ::error file=a%2Cb.yaml,line=3,col=7::unknown key 'txt'%0A100 %25 sure
    """
    return "".join(f"{_annotation(fault)}\n" for fault in faults).encode("utf-8", "backslashreplace")


def fault_facts(fault: Fault) -> dict[str, Any]:
    """A fault as plain data, for JSON."""
    return {"path": fault.path, "line": fault.line, "column": fault.column, "message": fault.message}


def _annotation(fault: Fault) -> str:
    places = {"file": fault.path, "line": fault.line, "col": fault.column}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value)
    return f"::error {given}::{_message(safe_lines(fault.message))}"


def _message(text: str) -> str:
    """A text without the characters that end a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return safe_lines(_message(text)).replace(":", "%3A").replace(",", "%2C")
