"""Select regions between two markers: boxes, mastheads, everything below the article."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.lines import budget
from cleaner.lines.document import Anchor, View
from cleaner.lines.linetest import LineTest
from cleaner.lines.words import counted


# Longer than the other selectors, because most of it is its page of the manual.
class RegionSelector(NamedTuple):
    """All lines from one marker to another.

    Without `from`, the region starts at the top of the page. Without an end, it runs to the bottom. `through` includes
    the end marker in the region, `before` excludes it. If a marker is missing, there is no region; the
    same holds if the end does not come within `most` lines. If the marker occurs several times, each one opens a region
    of its own. `before` looks at lines of any length, because the line that ends a box is often a paragraph.

    A box in the middle of an article must not open a region that runs to the bottom of the page. `resumes` prevents
    this: if two lines in a row below the marker pass that test, as the paragraphs below a box do, there is no region.

    ```yaml
    - id: related-box
      why: headlines of other stories interrupt the article as bullets
      drop: {region: {from: {text: Tin liên quan}, before: {bullet: false}, most: 12}}
      hits: ["Tin liên quan\\n  • Giá vàng tăng\\nHôm nay, thị trường mở cửa."]
      misses: [Tin liên quan đến vụ việc đang được xác minh.]
    ```
    """

    from_: LineTest | None = None  # the first line of the region
    through: LineTest | None = None  # the last line of the region
    before: LineTest | None = None  # the line just below the region
    resumes: LineTest | None = None  # if two lines in a row pass this, the text resumes and there is no region
    most: int | None = None  # largest number of lines; a longer region does not count

    def anchor(self) -> Anchor:
        if self.from_ is None and self.through is None:
            return Anchor(self.before, any_length=True)
        return Anchor(self.from_ or self.through)

    def select(self, view: View) -> Iterable[int]:
        below = resumed = 0  # the line just past the last region; the line at which the text last resumed
        end = self.through or self.before
        ends = _Ends(view, end, self.most) if end and self.from_ else None
        for marker in view.anchored:
            if marker < below:
                continue
            budget.check()
            start = marker if self.from_ else 0
            stop = self._stop(view, marker, ends)
            if stop is None:
                within = "" if self.most is None else f" within {counted(self.most, 'line')}"
                view.note(marker, f"the region has no end: its end marker does not follow{within}")
                if self.most is None:
                    return  # then the markers further down have no end either
                continue
            if self.resumes and resumed <= marker:  # the markers above that line share the answer
                resumed = self._resumed(view, self.resumes, start)
            if marker < resumed < len(view):
                view.note(marker, f"the text resumes at line {resumed + 1}")
                continue
            if self.most is not None and view.more_than(self.most, start, stop):
                view.note(marker, f"the region would have more lines than most: {self.most}")
                continue
            yield from (line for line in range(start, stop) if view.there(line))
            below = stop
            if not self.from_:
                return

    def _stop(self, view: View, marker: int, ends: "_Ends | None") -> int | None:
        """The line just past the region that a marker opens; None if the end marker is missing."""
        if not self.from_:
            return marker + 1 if self.through else marker
        if ends is None:
            return len(view)
        end = ends.below(marker)
        if end is None:
            return None
        # the blank lines above the end stay: they separate the text above the region from the text below it
        return end.line + 1 if self.through else end.above + 1

    def _resumed(self, view: View, test: LineTest, start: int) -> int:
        """The first of two lines in a row below a marker that pass a test; the end of the page if there are none."""
        above: int | None = None
        for line in view.lines(start + 1):
            passed = view.passes(test, line)
            if passed and above is not None:
                return above
            above = line if passed else None
        return len(view)

    def fault(self) -> str:
        if self.through and self.before:
            return "a region ends with either 'through' or 'before', not with both"
        if not (self.from_ or self.through or self.before):
            return "a region needs 'from', 'through' or 'before'"
        if self.resumes and (self.through or self.before or not self.from_):
            return "'resumes' is for a region that runs from a marker to the bottom of the page"
        return ""


class _End(NamedTuple):
    """The line that ends a region."""

    line: int
    above: int  # the next line above it that is neither removed nor blank; at least the marker


class _Ends:
    """The ends of the regions that the markers of a page open, from top to bottom.

    Each line is looked at once: a thousand markers above the same end would otherwise take quadratic time.
    """

    def __init__(self, view: View, test: LineTest, most: int | None) -> None:
        self._view = view
        self._test = test
        self._most = most  # lines below a marker that are looked at
        self._waiting: Iterator[int] = iter(())
        self._seen: list[int] = []  # lines that were looked at; only the last of them can pass the test
        self._found = False  # whether it does

    def below(self, marker: int) -> _End | None:
        """The end of the region that a marker opens, which is below all earlier markers; None if it is missing."""
        if not self._seen or self._seen[-1] <= marker:
            self._waiting, self._seen, self._found = self._view.lines(marker + 1), [], False
        first = bisect_right(self._seen, marker)  # of the lines below this marker
        while not self._found and (self._most is None or len(self._seen) - first < self._most):
            line = next(self._waiting, None)
            if line is None:
                return None
            self._seen.append(line)
            self._found = self._view.passes(self._test, line)
        if not self._found or (self._most is not None and len(self._seen) - first > self._most):
            return None
        return _End(self._seen[-1], self._seen[-2] if len(self._seen) - first > 1 else marker)
