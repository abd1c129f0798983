"""Select lines that are repeated in a document."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from cleaner.lines import budget
from cleaner.lines.document import Anchor, View
from cleaner.lines.key import key
from cleaner.lines.linetest import LineTest
from cleaner.lines.pattern import SHORT


class RepeatSelector(NamedTuple):
    """Lines that occur more than once in the document, such as a teaser's headline, repeated next to its picture.

    Two lines are the same if their match keys are equal. Lines of more than 200 characters count only if `of` names
    `chars`.

    ```yaml
    - id: teaser-headline
      why: each teaser prints its headline twice, once as the picture's text
      drop: {repeat: {keep: none, within: 2}}
      where: {after: {text: Đừng bỏ lỡ}}
      hits: ["Đừng bỏ lỡ\\nCầu mới thông xe\\n\\nCầu mới thông xe\\n04 Jul"]
      misses: ["Điệp khúc\\nCầu mới thông xe\\n\\nCầu mới thông xe"]
    ```
    """

    of: LineTest | None = None  # only lines that pass this test are compared
    keep: Literal["first", "last", "none"] = "first"  # the copy that is not selected
    within: int | None = None  # greatest distance between two copies, in lines; default: any distance

    def anchor(self) -> Anchor:
        return Anchor(self.of)

    def select(self, view: View) -> Iterable[int]:
        copies: dict[str, list[int]] = {}
        for line in view.anchored:
            text = view.texts[line]
            if self.of or len(text) <= SHORT:
                copies.setdefault(key(text), []).append(line)
        out: list[int] = []
        for lines in copies.values():
            for group in self._groups(view, lines):
                out += {"first": group[1:], "last": group[:-1], "none": group if len(group) > 1 else []}[self.keep]
        return sorted(out)

    def fault(self) -> str:
        return ""

    def _groups(self, view: View, lines: list[int]) -> list[list[int]]:
        """The copies of one line, split where the next copy is too far below."""
        groups = [lines[:1]]
        for line in lines[1:]:
            budget.check()
            if self.within is not None and view.more_than(self.within, groups[-1][-1] + 1, line + 1):
                groups.append([])
            groups[-1].append(line)
        return groups
