"""Select whole blocks: the lines between two blank lines."""

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.lines.document import Anchor, View
from cleaner.lines.linetest import LineTest


class BlockSelector(NamedTuple):
    """Whole blocks: the lines between two blank lines.

    `any` selects a block if one of its lines passes, `all` if every line does.

    ```yaml
    - id: newsletter-box
      why: the box's label, its promise and its button are one block
      drop: {block: {any: {text: Sign up for our newsletter}}}
      hits: ["Sign up for our newsletter\\nThe best of the week, every Friday\\nSign up"]
      misses: [Sign up for our newsletter was all that the leaflet said.]
    ```
    """

    any: LineTest | None = None  # one line of the block passes
    all: LineTest | None = None  # every line of the block passes

    def anchor(self) -> Anchor:
        return Anchor(self.any or self.all)

    def select(self, view: View) -> Iterable[int]:
        below = 0  # the line just past the last block
        passing = set(view.anchored)
        for line in view.anchored:
            if line < below:
                continue
            block = [*reversed([*self._grow(view, line, -1)]), line, *self._grow(view, line, 1)]
            below = block[-1] + 1
            if self.all and not passing.issuperset(block):
                view.note(line, "another line of its block does not pass")
                continue
            yield from block

    def fault(self) -> str:
        return "" if (self.any is None) != (self.all is None) else "a block needs either 'any' or 'all'"

    @staticmethod
    def _grow(view: View, line: int, step: int) -> Iterable[int]:
        """The lines above (step -1) or below (step 1), up to the next blank line. Removed lines are skipped."""
        line += step
        while 0 <= line < len(view):
            if view.there(line):
                if not view.shown(line):
                    return
                yield line
            line += step
