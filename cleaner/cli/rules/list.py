"""`cleaner rules list`."""

from cleaner.cli.options import NoProject, Rules, load_library
from cleaner.cli.stdio import out
from cleaner.report.console import printed
from cleaner.report.packs import pack_table


def list_packs(rules: Rules = None, no_project: NoProject = False) -> None:
    """List all packs with the number of their rules, their purpose, and their file."""
    out(printed(pack_table(load_library(rules, no_project))))
