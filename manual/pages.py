"""All generated pages, and their places in the navigation."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from manual import commands, library, packs, rules
from manual.page import Page, joined

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Files at the top of the repository that are pages of the site too.
TOP_FILES = {"CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md", "CHANGELOG.md": "changelog.md"}


@cache
def pages() -> tuple[Page, ...]:
    """Return every page that is not written by hand in `docs/`."""
    reference = [*rules.pages(), *commands.pages(), *library.pages(), *packs.pages()]
    index = Page("reference/index.md", "Overview", _index(reference), ("Reference",))
    return (index, *reference, *_top_pages())


def _index(reference: Iterable[Page]) -> str:
    parts = [
        "# Reference",
        "These pages are generated from the program itself: its docstrings, field comments, packs and command help.",
    ]
    sections: dict[tuple[str, ...], list[str]] = {}
    for page in reference:
        if page.section[0] == "Reference":
            sections.setdefault(page.section[1:], []).append(f"- [{page.title}](/{page.path})")
    sections.setdefault((), []).append("- [All packs](/reference/packs/index.md)")
    for section, links in sections.items():
        parts += [f"## {section[0] if section else 'More'}", "\n".join(links)]
    return joined(*parts)


def _top_pages() -> Iterator[Page]:
    """Yield the pages made of files at the top of the repository, with their links changed to those of the site."""
    for name, path in TOP_FILES.items():
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("](docs/", "](/")
        for file_name, page in TOP_FILES.items():
            text = text.replace(f"]({file_name}", f"](/{page}")
        yield Page(path, text.partition("\n")[0].lstrip("# "), text, ())


def navigation() -> list[Any]:
    """Return the pages as MkDocs wants a navigation: a list of mappings from a title to a page or another list."""
    top: list[Any] = []
    for page in pages():
        level = top
        for title in page.section:
            inner = next((item[title] for item in level if isinstance(item.get(title), list)), None)
            if inner is None:
                inner = []
                level.append({title: inner})
            level = inner
        level.append({page.title: page.path})
    return top


def for_site(text: str) -> str:
    """Return a written page as the site shows it: with its `<!-- site: … -->` parts, and with links of the site.

    >>> for_site("[More](../CHANGELOG.md). <!-- site: [Most](x.md). -->")
    '[More](/changelog.md). [Most](x.md).'
    """
    for name, page in TOP_FILES.items():
        text = text.replace(f"](../{name}", f"](/{page}")
    return re.sub(r"<!-- site: (.*?) -->", r"\1", text, flags=re.DOTALL)
