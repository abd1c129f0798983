"""Selectors that look at long stretches of a page find the same as a plain search, in time that grows with the page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.filters import Selector
from cleaner.filters.region import RegionSelector
from cleaner.filters.repeat import RepeatSelector
from cleaner.lines import document as document_module
from cleaner.lines.budget import BudgetError, document_budget
from cleaner.lines.document import Document, Note, View
from cleaner.lines.linetest import LineTest
from cleaner.lines.matcher import Matcher
from tests.helpers.strategies import records
from tests.helpers.work import calls

M, N, K = (LineTest(text=(text,)) for text in ("m", "n", "k"))
ANY = LineTest(text=("m", "n", "k"))
counts = st.one_of(st.none(), st.integers(0, 9), st.just(999_999_999))
markers = st.sampled_from([M, N, ANY])
regions = st.one_of(
    records(RegionSelector, from_=markers, through=markers, most=counts),
    records(RegionSelector, from_=markers, before=markers, most=counts),
    records(RegionSelector, from_=markers, resumes=st.sampled_from([None, K]), most=counts),
    records(RegionSelector, through=markers, most=counts),
    records(RegionSelector, before=markers, most=counts),
)
repeats = records(RepeatSelector, keep=st.sampled_from(["first", "last", "none"]), within=counts)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A page of short lines, some of them blank and some removed."""
    drawn = draw(st.lists(st.sampled_from(["m", "m", "n", "k", "a", "", "-m", "-a"]), min_size=1, max_size=30))
    document = Document([text.removeprefix("-") for text in drawn], Matcher([]))
    document.gone[:] = bytes(text.startswith("-") for text in drawn)
    return document


def view_of(document: Document, selector: Selector) -> View:
    test = selector.anchor().test
    lines = [line for line in range(len(document)) if document.shown(line)]
    return View(document, "p:r", [line for line in lines if test is None or document.passes(test, line)])


def outcome(lines: Any, document: Document) -> tuple[list[int], list[Note]]:
    """The lines that were found, and the notes about lines that were not."""
    found = list(lines)
    notes, document.notes = document.notes, []
    return found, notes


@given(documents(), regions, st.sampled_from([0, 3, 100]))
def test_regions_are_those_that_a_search_from_each_marker_finds(
    page: Document, region: RegionSelector, few: int
) -> None:
    assert not region.fault()
    view = view_of(page, region)
    plain = outcome(plain_region(region, view), page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_module, "_FEW", few)
        assert outcome(region.select(view), page) == plain


@given(documents(), repeats, st.sampled_from([0, 3, 100]))
def test_repeats_are_those_that_counting_between_two_copies_finds(
    page: Document, repeat: RepeatSelector, few: int
) -> None:
    view = view_of(page, repeat)
    plain = plain_repeat(repeat, view)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_module, "_FEW", few)
        assert list(repeat.select(view)) == plain


def plain_region(region: RegionSelector, view: View) -> Iterator[int]:
    """The lines of all regions: each end is looked for from its marker on, and lines are counted one by one."""
    below = 0
    for marker in view.anchored:
        if marker < below:
            continue
        start = marker if region.from_ else 0
        stop = plain_stop(region, view, marker)
        if stop is None:
            note = "the region has no end: its end marker does not follow"
            if region.most is not None:
                note += f" within {region.most:,} {'line' if region.most == 1 else 'lines'}"
            view.note(marker, note)
            if region.most is None:
                return  # the markers below would all get the same note
            continue
        shown = list(view.lines(marker + 1))
        passed = [bool(region.resumes) and view.passes(region.resumes or M, line) for line in shown]
        resumed = [line for line, here, next_one in zip(shown, passed, passed[1:], strict=False) if here and next_one]
        if resumed:
            view.note(marker, f"the text resumes at line {resumed[0] + 1}")
        elif region.most is not None and len(list(view.lines(start, stop))) > region.most:
            view.note(marker, f"the region would have more lines than most: {region.most}")
        else:
            yield from (line for line in range(start, stop) if view.there(line))
            below = stop
            if not region.from_:
                return


def plain_stop(region: RegionSelector, view: View, marker: int) -> int | None:
    end = region.through or region.before
    if not end:
        return len(view)
    near = [marker] if not region.from_ else list(view.lines(marker + 1))[: region.most]
    last = next((line for line in near if view.passes(end, line)), None)
    if last is None:
        return None
    if region.through:
        return last + 1
    while last - 1 > marker and not view.shown(last - 1):
        last -= 1
    return last


def plain_repeat(repeat: RepeatSelector, view: View) -> list[int]:
    found: list[int] = []
    for text in {view.texts[line] for line in view.anchored}:
        groups: list[list[int]] = []
        for line in (line for line in view.anchored if view.texts[line] == text):
            between = len(list(view.lines(groups[-1][-1] + 1, line + 1))) if groups else 0
            if not groups or (repeat.within is not None and between > repeat.within):
                groups.append([])
            groups[-1].append(line)
        for group in groups:
            found += {"first": group[1:], "last": group[:-1], "none": group if len(group) > 1 else []}[repeat.keep]
    return sorted(found)


# ------------------------------------------------------------------ how much work it is

Case = Callable[[int], tuple[Selector, list[str]]]
BUSY: dict[str, Case] = {
    "no end": lambda n: (RegionSelector(from_=M, before=K, most=999_999_999), ["m"] * n),
    "no end in reach": lambda n: (RegionSelector(from_=M, before=K, most=n), ["m"] * 2 * n + ["k"]),
    "an end that makes regions too long": lambda n: (RegionSelector(from_=M, through=K, most=n), ["m"] * 2 * n + ["k"]),
    "no bottom in reach": lambda n: (RegionSelector(from_=M, most=n), ["m"] * 3 * n),
    "no top in reach": lambda n: (RegionSelector(through=M, most=n), ["a"] * (n + 1) + ["m"] * n),
    "a blank top": lambda n: (RegionSelector(through=M, most=0), [""] * n + ["m"] * n),
    "text that does not resume": lambda n: (RegionSelector(from_=M, resumes=N), ["m", "n"] * n),
    "copies at any distance": lambda n: (RepeatSelector(within=999_999_999), [f"{m % n}" for m in range(2 * n)]),
    "copies at a great distance": lambda n: (RepeatSelector(within=n), [f"{m % n}" for m in range(2 * n)]),
    "copies that are too far away": lambda n: (RepeatSelector(within=n), [f"{m % (n + 1)}" for m in range(2 * n)]),
}


@pytest.mark.parametrize("case", BUSY.values(), ids=BUSY)
def test_the_work_of_a_selector_grows_with_the_page(case: Case) -> None:
    def work(lines: int) -> int:
        selector, texts = case(lines)
        view = view_of(Document(texts, Matcher([])), selector)
        return calls(lambda: list(selector.select(view)))

    work(400)  # what is done once is done
    assert work(1_601) < 6 * work(401)


@pytest.mark.parametrize(
    "selector",
    [RegionSelector(from_=M, through=N), RegionSelector(through=M), RepeatSelector(within=1)],
    ids=lambda selector: type(selector).__name__,
)
def test_a_selector_ends_when_the_time_of_the_document_is_used_up(selector: Selector) -> None:
    view = view_of(Document(["m"] * 10, Matcher([])), selector)
    with document_budget(0) as budget:
        budget.give_back(-2 * budget.seconds)
        with pytest.raises(BudgetError):
            list(selector.select(view))
        budget.enforced = False  # a shipped rule
        list(selector.select(view))
