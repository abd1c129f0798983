"""Packs of the working directory in words: how many are in use, and which of them replace others."""

import os
from collections.abc import Sequence

from cleaner.lines.words import counted
from cleaner.packs.layers import ProjectPack

_NAMED = 3  # packs that replace others and are named; the rest is counted


def project_note(packs: Sequence[ProjectPack]) -> str:
    """Return which packs of the working directory are in use, and how to leave them out.

    >>> print(project_note([ProjectPack("web", "rules/web.yaml", "shipped")]))
    using packs of this folder: rules/ (1 pack, web replaces a shipped pack); --no-project leaves them out
    """
    first = packs[0]
    folder = first.path.removesuffix(os.path.normpath(f"{first.name}.yaml"))
    facts = [counted(len(packs), "pack")]
    for whose, one, many in (("shipped", "a shipped pack", "shipped packs"), ("user", "your own", "your own")):
        names = [pack.name for pack in packs if pack.replaces == whose]
        if names:
            hidden = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
            shown = ", ".join([*names[:_NAMED], *hidden])
            facts.append(f"{shown} replaces {one}" if len(names) == 1 else f"{shown} replace {many}")
    return f"using packs of this folder: {folder} ({', '.join(facts)}); --no-project leaves them out"
