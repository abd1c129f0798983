"""`cleaner rules list`."""

from cleaner.cli.options import Rules, library
from cleaner.cli.stdio import out
from cleaner.report.console import printed
from cleaner.report.packs import pack_table


def list_packs(rules: Rules = None) -> None:
    """List all packs: name, number of rules, what they are about, and the file."""
    out(printed(pack_table(library(rules))))
