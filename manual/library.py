"""The page of the Python library: every name of `import cleaner`, from its docstring."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import cleaner
from manual.fields import comments
from manual.page import Page, code, fence, joined, markdown, table


def pages() -> Iterator[Page]:
    """Yield one page with all public names: classes first, then records, functions and errors."""
    order = sorted(cleaner.__all__, key=lambda name: (_rank(getattr(cleaner, name)), name))
    rows = [(f"[{code(name)}](#{name.lower()})", _summary(getattr(cleaner, name))) for name in order]
    text = joined(
        "# The library",
        markdown(cleaner),
        f"{code('from cleaner import …')} provides:",
        table(("name", "what it is"), rows),
        *(_entry(name, getattr(cleaner, name)) for name in order),
    )
    yield Page("reference/library.md", "Library", text, ("Reference",))


def _rank(public: Any) -> int:
    """Return the place of a name's kind on the page."""
    if not inspect.isclass(public):
        return 2
    if issubclass(public, Exception):
        return 3
    return 1 if hasattr(public, "_fields") else 0


def _summary(public: Any) -> str:
    return markdown(public).partition("\n\n")[0]


def _entry(name: str, public: Any) -> str:
    """Return the section of one public name."""
    heading = f"## {name}"
    if not inspect.isclass(public):
        return joined(heading, _call(name, public), markdown(public))
    parts = [heading, markdown(public)]
    if hasattr(public, "_fields"):
        about = comments(public)
        rows = [(code(field), code(_hint(public.__annotations__[field])), about[field]) for field in public._fields]
        parts.append(table(("field", "type", "meaning"), rows))
    for member, value in members(public):
        parts.append(f"### {name}.{member}")
        if not isinstance(value, property):
            parts.append(_call(f"{name}.{member}", getattr(public, member)))
        parts.append(markdown(value))
    return joined(*parts)


def members(cls: Any) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties that a class itself defines."""
    fields = getattr(cls, "_fields", ())
    for name, value in vars(cls).items():
        function = getattr(value, "__func__", value)
        if name.startswith("_") or name in fields:
            continue
        if isinstance(value, property):
            yield name, value
        elif inspect.isfunction(function):
            yield name, function


def _call(name: str, function: Callable[..., Any]) -> str:
    """Return the signature of a function, without the types of its parameters."""
    signature = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
        if parameter.name != "self"
    ]
    returns = signature.return_annotation
    arrow = "" if returns is inspect.Signature.empty else f" -> {_hint(returns)}"
    return fence(f"{name}({', '.join(map(str, parameters))}){arrow}", "python")


def _hint(hint: Any) -> str:
    """Return a type as the source spells it, without the names of modules."""
    text = hint if isinstance(hint, str) else inspect.formatannotation(hint)
    for prefix in (
        "collections.abc.",
        "typing.",
        "cleaner.lines.text.",
        "cleaner.engine.clean.",
        "cleaner.packs.layers.",
        "cleaner.packs.rule.",
    ):
        text = text.replace(prefix, "")
    return text.replace("ForwardRef(", "").strip("'\"")
