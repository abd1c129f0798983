"""The library: what `import cleaner` gives, from its docstrings."""

import inspect
from collections.abc import Iterator
from typing import Any

import cleaner
from manual.fields import comments
from manual.page import Page, code, fence, joined, manual, table


def pages() -> Iterator[Page]:
    """One page with all public names: the class first, then what it gives, then functions and errors."""
    order = sorted(cleaner.__all__, key=lambda name: (_kind(getattr(cleaner, name)), name))
    parts = ["# The library", manual(cleaner), f"{code('from cleaner import …')} gives:"]
    rows = [(f"[{code(name)}](#{name.lower()})", manual(getattr(cleaner, name)).partition("\n\n")[0]) for name in order]
    parts.append(table(("name", "what it is"), rows))
    parts += [_one(name, getattr(cleaner, name)) for name in order]
    yield Page("reference/library.md", "Library", joined(*parts), ("Reference",))


def _kind(thing: Any) -> int:
    if inspect.isclass(thing):
        return 3 if issubclass(thing, Exception) else 1 if hasattr(thing, "_fields") else 0
    return 2


def _one(name: str, thing: Any) -> str:
    parts = [f"## {name}"]
    if not inspect.isclass(thing):
        return joined(*parts, _call(name, thing), manual(thing))
    parts.append(manual(thing))
    if hasattr(thing, "_fields"):
        said = comments(thing)
        rows = [(code(field), code(_hint(thing.__annotations__[field])), said[field]) for field in thing._fields]
        parts.append(table(("field", "type", "meaning"), rows))
    for member, value in members(thing):
        if isinstance(value, property):
            parts += [f"### {name}.{member}", manual(value)]
        else:
            parts += [f"### {name}.{member}", _call(f"{name}.{member}", getattr(thing, member)), manual(value)]
    return joined(*parts)


def members(cls: Any) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class itself has."""
    fields = getattr(cls, "_fields", ())
    for name, value in vars(cls).items():
        inner = getattr(value, "__func__", value)
        if (
            not name.startswith("_")
            and name not in fields
            and (inspect.isfunction(inner) or isinstance(value, property))
        ):
            yield name, value if isinstance(value, property) else inner


def _call(name: str, thing: Any) -> str:
    signature = inspect.signature(thing)
    given = [
        one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values() if one.name != "self"
    ]
    back = signature.return_annotation
    arrow = "" if back is inspect.Signature.empty else f" -> {_hint(back)}"
    return fence(f"{name}({', '.join(map(str, given))}){arrow}", "python")


def _hint(hint: Any) -> str:
    """A type as it is written in the source, without the modules' names."""
    text = hint if isinstance(hint, str) else inspect.formatannotation(hint)
    for prefix in (
        "collections.abc.",
        "typing.",
        "cleaner.lines.text.",
        "cleaner.engine.clean.",
        "cleaner.packs.rule.",
    ):
        text = text.replace(prefix, "")
    return text.replace("ForwardRef(", "").strip("'\"")
