"""Select single lines."""

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.lines.document import Anchor, View
from cleaner.lines.linetest import LineTest


class LineSelector(NamedTuple):
    """Every line that passes a line test.

    The value is the test itself. A line of more than 200 characters is skipped unless the test names `chars`, so that
    no short phrase can remove a paragraph of the article.

    ```yaml
    - id: log-in-bar
      drop: {line: {text: [Đăng nhập, Đăng ký, Đăng xuất]}}
      hits: [Đăng nhập]
      misses: [Đăng nhập để bình luận]
    ```
    """

    test: LineTest  # the test that each of the lines passes

    def anchor(self) -> Anchor:
        return Anchor(self.test)

    def select(self, view: View) -> Iterable[int]:
        return view.anchored

    def fault(self) -> str:
        return ""
