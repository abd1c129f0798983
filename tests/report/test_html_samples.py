"""The samples of the HTML report: every removed line is struck out, with its rule."""

from cleaner.corpus.summary import BatchSummary
from cleaner.lines.text import Edit, split
from cleaner.report.html_samples import samples_section
from tests.helpers.html import Block, Reader, sample, summary_with


def test_every_removed_line_is_struck_out_under_its_rule(sample_batch: BatchSummary) -> None:
    blocks = Reader(samples_section(sample_batch.samples)).blocks
    shown_removed = [(*line, tuple(block.rules)) for block in blocks if not block.new for line in block.removed]
    shown_edited = [(*line, tuple(block.rules)) for block in blocks if block.new for line in block.removed]
    removed: list[tuple[str, str, tuple[str, ...]]] = []
    edited: list[tuple[str, str, tuple[str, ...]]] = []
    for document in sample_batch.samples:
        last = {edit.line: edit.after for edit in document.result.edits}
        for line in split(document.raw):
            if line.number in last:
                rules = tuple(edit.rule for edit in document.result.edits if edit.line == line.number)
                lines = removed if last[line.number] is None else edited
                lines.append((str(line.number), line.text, rules))
    assert len(removed) > 500
    assert edited
    assert shown_removed == removed
    assert shown_edited == edited
    assert all(block.focusable == (block.rules != ["tidy"] and bool(block.rules)) for block in blocks)


def test_an_edited_line_is_shown_before_and_after() -> None:
    edited = next(block for block in Reader(samples_section(summary_with("x").samples)).blocks if block.new)
    assert edited == Block(True, ["r:x", "s:x"], [("2", "x old")], ["x newer"])


def test_a_line_that_was_edited_and_then_removed_is_removed() -> None:
    edits = [Edit(1, "p:a", "one\n", "two\n"), Edit(1, "p:b", "two\n", None)]
    page = samples_section([sample("d", "one\n", edits, "")])
    assert Reader(page).blocks == [Block(True, ["p:a", "p:b"], [("1", "one")], [])]


def test_a_change_of_the_line_end_alone_is_not_shown() -> None:
    page = samples_section([sample("d", "one\r\n", [Edit(1, "p:a", "one\r\n", "one\n")], "one\n")])
    assert Reader(page).blocks == [Block(False, [], [], [])]


def test_a_long_document_shows_its_beginning_and_its_end() -> None:
    lines = [f"line {n}\n" for n in range(1, 100_001)]
    edits = [Edit(n, "p:r", line, None) for n, line in enumerate(lines, 1)]
    page = samples_section([sample("d", "".join(lines), edits, "")])
    shown = [number for block in Reader(page).blocks for number, _ in block.removed]
    assert shown == [*map(str, range(1, 401)), *map(str, range(99_901, 100_001))]
    assert "99,500 lines left out here" in page
    assert "100,000 of 100,000 lines" in page
    assert len(page) < 100_000
    assert samples_section(()) == "<p>No samples were kept.</p>\n"
