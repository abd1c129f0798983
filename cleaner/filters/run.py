"""Select runs of neighbouring lines: menus, tag clouds, player controls."""

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.lines.document import Anchor, View
from cleaner.lines.linetest import LineTest
from cleaner.lines.words import counted


class RunSelector(NamedTuple):
    """Neighbouring lines that all pass a test, if there are enough of them: menus, tag clouds, player controls.

    Blank lines between them do not count. One line that looks like a menu entry can be a subhead; five in a row
    are a menu.

    ```yaml
    - id: menu
      why: five short points in a row, none a sentence
      drop: {run: {of: {bullet: true, words: {most: 4}, sentence: false}, least: 5}}
      hits: ["• Home\\n• News\\n• Sport\\n• Weather\\n• Video"]
      misses: ["• Flour\\n• Two eggs\\n• A pinch of salt"]
    ```
    """

    of: LineTest  # the test that each of the lines passes
    least: int = 2  # smallest number of lines that make a run

    def anchor(self) -> Anchor:
        return Anchor(self.of)

    def select(self, view: View) -> Iterable[int]:
        run: list[int] = []
        for line in [*view.anchored, None]:
            if line is not None and (not run or view.neighbours(run[-1], line)):
                run.append(line)
                continue
            if len(run) >= self.least:
                yield from run
            elif run:
                view.note(run[0], f"the run has {counted(len(run), 'line')}, fewer than least: {self.least}")
            run = [line] if line is not None else []

    def fault(self) -> str:
        return ""
