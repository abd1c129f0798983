"""The summary of a batch as tables."""

from cleaner.corpus.summary import BatchSummary
from cleaner.corpus.tally import Tally
from cleaner.packs.layers import ProjectPack
from cleaner.report.batch import summary_table
from cleaner.report.console import printed
from tests.helpers.html import summary_with


def lines_of(summary: BatchSummary) -> list[str]:
    """The lines of the summary, without repeated spaces."""
    return [" ".join(line.split()) for line in printed(summary_table(summary)).decode().splitlines()]


def test_sums_rules_outlets_and_problems_are_shown() -> None:
    lines = lines_of(summary_with("x"))
    assert lines[:2] == ["documents 9", "files already done 2"]
    assert "failed 2" in lines  # one document, one file
    assert "o x 9 1 % d x (100 %)" in lines
    assert lines[lines.index("left unchanged (safety stop):") + 1] == "d x: unchanged: x"
    assert lines[lines.index("failed:") + 1] == "f x"


def test_long_lists_are_cut() -> None:
    tally = Tally()
    for n in range(25):
        tally.fail(f"{n}: broken")
    lines = lines_of(BatchSummary(tally, 0, (), ()))
    assert lines[-2:] == ["9: broken", "and 15 more"]


def test_control_characters_of_names_are_shown_and_not_obeyed() -> None:
    assert "\x1b" not in printed(summary_table(summary_with("\x1b[31m"))).decode()


def test_a_name_of_a_document_does_not_flood_the_lists() -> None:
    tally = Tally()
    tally.flagged, tally.flags = [("x" * 1_000_000, "flag")], 1
    assert "x… (999,700 more characters): flag" in "".join(lines_of(BatchSummary(tally, 0, (), ())))[-100:]


def test_packs_of_the_working_directory_are_named() -> None:
    packs = (ProjectPack("web", "rules/web.yaml", "shipped"),)
    lines = lines_of(BatchSummary(Tally(), 0, (), (), project_packs=packs))
    assert any("web replaces a shipped pack" in line for line in lines)
