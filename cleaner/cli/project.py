"""Tell a person at a terminal that packs of the working directory are in use: a stranger may have written them."""

import sys
from collections.abc import Sequence

from cleaner.cli.stdio import at_terminal, say
from cleaner.packs.layers import ProjectPack


def announce(packs: Sequence[ProjectPack]) -> None:
    """Say which packs of the working directory are in use, if a person reads standard error."""
    if packs and at_terminal(sys.stderr):
        from cleaner.report.project import project_note

        say(project_note(packs))
