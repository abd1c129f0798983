"""Select regions between two markers: boxes, mastheads, everything below the article."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

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
        for marker in view.anchored:
            if marker < below:
                continue
            start = marker if self.from_ else 0
            stop = self._stop(view, marker)
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

    def _stop(self, view: View, marker: int) -> int | None:
        """The line just past the region that a marker opens; None if the end marker is missing."""
        if not (self.through or self.before):
            return len(view)
        if not self.from_:
            last: int | None = marker
        else:
            end = self.through or self.before
            below = islice(view.lines(marker + 1), self.most)
            last = next((line for line in below if end and view.passes(end, line)), None)
        if last is None or self.through:
            return None if last is None else last + 1
        # the blank lines above the end stay: they separate the text above the region from the text below it
        while last > 0 and not view.shown(last - 1) and last - 1 > marker:
            last -= 1
        return last

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
