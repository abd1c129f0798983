"""From one marker to another: boxes, mastheads, everything below the article."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from cleaner.lines.document import View
from cleaner.lines.linetest import LineTest


class RegionSelector(NamedTuple):
    """From one marker to another.

    Without `from` it starts at the top, without an end it runs to the bottom. `through` takes the
    end marker along, `before` leaves it. A marker that is absent means no region, and so does an
    end that does not come within `most` lines. Where the marker stands several times, each opens a
    region of its own. `before` looks at lines of any length, since it is often a paragraph that
    ends a box. A region to the bottom is none where the text `resumes` below its marker: there two
    lines in a row pass that test, as the paragraphs do below a box in the middle of an article.

    ```yaml
    - id: related-box
      why: headlines of other stories stand as bullets inside the article
      drop: {region: {from: {text: Tin liên quan}, before: {bullet: false}, most: 12}}
      hits: ["Tin liên quan\\n  • Giá vàng tăng\\nHôm nay, thị trường mở cửa."]
      misses: [Tin liên quan đến vụ việc đang được xác minh.]
    ```
    """

    from_: LineTest | None = None  # the first line of the region
    through: LineTest | None = None  # its last line
    before: LineTest | None = None  # the line below its last
    resumes: LineTest | None = None  # two lines in a row that pass this: the text goes on, and it is no region
    most: int | None = None  # lines the region may have; a longer one is no region

    def anchor(self) -> tuple[LineTest | None, bool]:
        if self.from_ is None and self.through is None:
            return self.before, True
        return self.from_ or self.through, False

    def select(self, view: View) -> Iterable[int]:
        below = resumed = 0
        for marker in view.anchored:
            if marker < below:
                continue
            start = marker if self.from_ else 0
            stop = self._stop(view, marker)
            if stop is None:
                view.note(marker, "the marker that ends the region does not stand below" + self._near())
                if self.most is None:
                    return  # nor does it for the markers further down
                continue
            if self.resumes and resumed <= marker:  # the markers above that line share it
                resumed = self._resumed(view, self.resumes, start)
            if marker < resumed < len(view):
                view.note(marker, f"the text goes on below, at line {resumed + 1}")
                continue
            if self.most is not None and view.more(start, stop, self.most):
                view.note(marker, f"the region would have more lines than most: {self.most}")
                continue
            yield from (line for line in range(start, stop) if view.there(line))
            below = stop
            if not self.from_:
                return

    def _stop(self, view: View, marker: int) -> int | None:
        """The line below the region that a marker opens; None if its end is not there."""
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
        # the blank lines above the end part what stands above the region from what stands below it
        while last > 0 and not view.shown(last - 1) and last - 1 > marker:
            last -= 1
        return last

    def _resumed(self, view: View, test: LineTest, start: int) -> int:
        """The first of two lines in a row below a marker that pass the test; past the end if there are none."""
        above: int | None = None
        for line in view.lines(start + 1):
            passed = view.passes(test, line)
            if passed and above is not None:
                return above
            above = line if passed else None
        return len(view)

    def _near(self) -> str:
        return "" if self.most is None else f" within {self.most} lines"

    def fault(self) -> str:
        if self.through and self.before:
            return "a region ends with 'through' or 'before', not with both"
        if not (self.from_ or self.through or self.before):
            return "a region needs 'from', 'through' or 'before'"
        if self.resumes and (self.through or self.before or not self.from_):
            return "'resumes' is for a region that runs from a marker to the bottom of the page"
        return ""
