"""All pages of the reference, and where they stand in the navigation."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from manual import commands, library, packs, rules
from manual.page import Page, joined

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Files of the repository that are pages too, as they stand.
TAKEN = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


@cache
def pages() -> tuple[Page, ...]:
    """Every page that is made and not written."""
    made = [*rules.pages(), *commands.pages(), *library.pages(), *packs.pages()]
    return (Page("reference/index.md", "Overview", _index(made), ("Reference",)), *made, *_taken())


def _index(made: Iterable[Page]) -> str:
    parts = [
        "# Reference",
        "All of it is made from the program itself: docstrings, fields, packs and the commands' own help.",
    ]
    sections: dict[tuple[str, ...], list[str]] = {}
    for page in made:
        if page.section[0] == "Reference":
            sections.setdefault(page.section[1:], []).append(f"- [{page.title}](/{page.path})")
    sections.setdefault((), []).append("- [All packs](/reference/packs/index.md)")
    for section, links in sections.items():
        parts += [f"## {section[0] if section else 'More'}", "\n".join(links)]
    return joined(*parts)


def _taken() -> Iterator[Page]:
    for name, path in TAKEN.items():
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r"\]\(docs/", "](/", text)
        for file_name, page in TAKEN.items():
            text = text.replace(f"]({file_name}", f"](/{page}")
        yield Page(path, text.partition("\n")[0].lstrip("# "), text, ())


def navigation() -> list[Any]:
    """The pages in the form that MkDocs asks for: lists of titles with a page or a list each."""
    out: list[Any] = []
    for page in pages():
        here = out
        for title in page.section:
            found = next((item[title] for item in here if isinstance(item.get(title), list)), None)
            if found is None:
                found = []
                here.append({title: found})
            here = found
        here.append({page.title: page.path})
    return out


def for_site(text: str) -> str:
    """A written page with what it says to the readers of the site alone, its links to other files made the site's.

    >>> for_site("[More](../CHANGELOG.md). <!-- site: [Most](x.md). -->")
    '[More](/changelog.md). [Most](x.md).'
    """
    for name, page in TAKEN.items():
        text = text.replace(f"](../{name}", f"](/{page}")
    return re.sub(r"<!-- site: (.*?) -->", r"\1", text, flags=re.DOTALL)
