"""HTML reports in tests: summaries full of hostile text, and a reader that sees a page as a browser does."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

from cleaner.corpus.summary import BatchSummary, Sample
from cleaner.corpus.tally import Tally
from cleaner.lines.text import Edit, Flag, Result


def sample(
    document: str, raw: str, edits: list[Edit], text: str, flags: tuple[Flag, ...] = (), pack: str = "p"
) -> Sample:
    """A document with its edits."""
    return Sample("00", document, raw, Result(text, tuple(edits), pack, f"for {pack}", flags))


def summary_with(text: str) -> BatchSummary:
    """A summary that has a text wherever there can be one."""
    line = re.sub(r"[\r\n]", " ", text)
    raw = f"{line}\n{line} old\nkept {line}\n\n"
    edits = [
        Edit(1, f"r:{text}", f"{line}\n", None),
        Edit(2, f"r:{text}", f"{line} old\n", f"{line} new\n"),
        Edit(2, f"s:{text}", f"{line} new\n", f"{line} newer\n"),
        Edit(4, "tidy", "\n", None),
    ]
    document = sample(f"d {text}", raw, edits, f"{line} newer\nkept {line}\n", (Flag("unchanged", text),), f"k {text}")
    tally = Tally()
    for percent in (1, 1, 1, 1, 1, 1, 1, 1, 100):
        result = document.result if percent == 1 else document.result._replace(text="")
        tally.add(f"d {text}", f"o {text}", result)
    outlet = tally.outlets[f"o {text}"]
    outlet.shares.clear()
    outlet.shares.update({1: 8, 100: 1})
    outlet.low[0], outlet.high[0] = outlet.low[0]._replace(percent=1), outlet.high[0]._replace(percent=100)
    outlet.low[1:], outlet.high[1:] = [], []
    tally.fail(f"f {text}")
    return BatchSummary(tally, 2, (document, document), (f"u {text}",), (f"s {text}",))


class Block(NamedTuple):
    """Lines of a sample that the page shows together."""

    focusable: bool  # whether the Tab key stops there
    rules: list[str]
    removed: list[tuple[str, str]]  # number, text
    new: list[str]


class Reader(HTMLParser):
    """The content of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []  # tag, name, value
        self.open: list[str] = []
        self.blocks: list[Block] = []
        self.text = ""
        self.wrong: list[str] = []  # end tags that do not match, and everything that is not an element
        self._number = ""
        self._element = ""  # text of the current element
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag != "meta":
            self.open.append(tag)
        given = dict(attrs)
        if (given.get("class") or "").startswith("block"):
            self.blocks.append(Block("tabindex" in given, [given["title"] or ""] if "title" in given else [], [], []))
        self._element = ""

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            self.wrong.append(tag)
        if self.blocks and "details" in self.open:
            block = self.blocks[-1]
            if tag == "del":
                block.removed.append((self._number, self._element))
            elif tag == "ins":
                block.new.append(self._element)
            elif tag == "span":
                self._number = self._element
            elif tag == "bdi" and "p" in self.open and "div" in self.open[-3:]:
                block.rules.append(self._element)
        self._element = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        self._element += data

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    unknown_decl = handle_comment
    handle_pi = handle_comment
