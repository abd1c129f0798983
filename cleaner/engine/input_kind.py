"""Recognise input that is not the text of a page: HTML, XML, JSON, JSON lines and CSV, PDF and compressed files.

Such input is cleaned as it is, because it might be meant, and its result gets a flag with the way out. The rules are
strict, and look at the first few kilobytes: an ordinary dump never gets the flag.
"""

import re

from cleaner.lines.text import Flag

_HEAD = 4096  # characters that are looked at
_MOST_NAME = 40  # characters of the name of a field
_FEW_RECORDS = 3  # so many records make a table of fields with any names
_BY_RECORD = "then clean it with: cleaner batch - - --format jsonl"
_HTML = "looks like HTML; convert it to text first, for example with w3m -dump, lynx -dump or inscript (inscriptis)"
_XML = "looks like XML; extract its text first"
_JSON_LINES = "looks like JSON lines; clean it with: cleaner batch - - --format jsonl"
_JSON = f"looks like JSON; convert it to JSON lines first, one record per line, {_BY_RECORD}"
_CSV = f"looks like CSV; convert it to JSON lines first, one record per line, {_BY_RECORD}"
_COMPRESSED = "; decompress it with {0} -d, or clean it with cleaner batch under a name that ends in .txt{1}"
_MAGIC = {
    b"%PDF-": "a PDF file; convert it to text first, for example with pdftotext",
    b"PK\x03\x04": "a zip archive or an office document; unpack it, or convert it to text, first",
    b"\x1f\x8b": "a file compressed with gzip" + _COMPRESSED.format("gzip", ".gz"),
    b"\x28\xb5\x2f\xfd": "a file compressed with zstd" + _COMPRESSED.format("zstd", ".zst"),
}
# Elements that a piece of HTML starts with. An `<img …>` is no sign: renderers leave those of a <noscript> in the text.
_TAGS = (
    "article|aside|blockquote|div|figure|footer|form|h[1-6]|header|li|main|meta|nav|ol|p|section|style|table|title|ul"
)
_FIELDS = frozenset(("article", "body", "content", "date", "headline", "html", "id", "text", "title", "url"))


def binary_kind(start: bytes) -> str:
    """Return what a file with these first bytes is and what to do with it, or "" if it may be a text.

    >>> binary_kind(b"%PDF-1.7")
    'looks like a PDF file; convert it to text first, for example with pdftotext'
    """
    return next((f"looks like {kind}" for magic, kind in _MAGIC.items() if start.startswith(magic)), "")


def input_flag(text: str) -> Flag | None:
    r"""Return a flag that says what a text is and what to do with it, or None if it may be the text of a page.

    >>> print(input_flag('{"id": 1, "text": "The council met."}\n'))
    looks like JSON lines; clean it with: cleaner batch - - --format jsonl
    >>> input_flag("The council met on Monday.\n")
    """
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    first = text[start : start + 1]
    if first == "<":
        why = _markup(text[start : start + _HEAD], text[-_HEAD:])
    elif first in ("{", "["):
        why = _json(text, start)
    else:
        # A binary file is decoded if it has only ASCII, or if somebody has named an encoding that decodes everything.
        why = binary_kind(text[:8].encode("latin-1", "replace"))
        why = why or _table(text[start : start + _HEAD], complete=len(text) <= start + _HEAD)
    return Flag("input", why) if why else None


def _markup(head: str, end: str) -> str:
    """Why a text that starts with "<" is HTML or XML, or ""."""
    declared = head.startswith("<?xml")
    while head.startswith(("<!--", "<?")):
        head = head.partition(">" if head.startswith("<?") else "-->")[2].lstrip()
    if re.match(r"(?i)<(?:!doctype\s+html|html|head|body)\b", head):
        return _HTML
    if declared:
        return _XML
    closed = head.count("</") > 2 or ("</" in head and end.rstrip().endswith(">"))
    return _HTML if closed and re.match(rf"(?i)<(?:{_TAGS})(?:\s[^<>]*)?/?>", head) else ""


def _json(text: str, start: int) -> str:
    """Why a text that starts with a bracket is JSON, or ""."""
    name = r'"(?:[^"\\\n]|\\.)*"\s*:'
    head = text[start : start + _HEAD]
    if not re.match(rf"\{{\s*{name}|\[\s*(?:\{{\s*{name}|\[\s*[\[\"\d])", head):
        return ""
    stop = text.find("\n", start)
    line, rest = (text[start:], "") if stop < 0 else (text[start:stop], text[stop : stop + _HEAD].lstrip())
    if head[0] == "{" and line.rstrip().endswith("}") and (not rest or re.match(rf"\{{\s*{name}", rest)):
        return _JSON_LINES
    return _JSON if text[-_HEAD:].rstrip().endswith("}" if head[0] == "{" else "]") else ""


def _table(head: str, complete: bool) -> str:
    """Why a text is a table of records below a line with the names of their fields, or ""."""
    first = head.partition("\n")[0].strip()
    for separator in ",\t;":
        names = [name.strip('"') for name in first.split(separator)]
        known = not _FIELDS.isdisjoint(name.lower() for name in names)
        if len(set(names)) == len(names) > 1 and all(map(_is_field, names)) and (known or separator != "\t"):
            import csv  # imported here, because hardly any text needs it

            try:
                records = [len(record) for record in csv.reader(head.split("\n"), delimiter=separator) if record][1:]
            except csv.Error:
                return ""
            if not complete:
                del records[-1:]  # the last record may be cut short
            return _CSV if len(records) >= (1 if known else _FEW_RECORDS) and {*records} == {len(names)} else ""
    return ""


def _is_field(name: str) -> bool:
    """Whether a name looks like that of a field: one word of ASCII letters, digits and "_", "-" or "."."""
    plain = name.replace("-", "_").replace(".", "_")
    return len(name) <= _MOST_NAME and plain.isascii() and plain.isidentifier()
