"""The report of a batch: nothing in a dump can act in it, nothing is asked of the network, every removal is told."""

import html
import json
import re
import shutil
import struct
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cleaner.corpus.batch import BatchSummary, run
from cleaner.corpus.plan import BatchOptions, plans
from cleaner.corpus.tally import Tally
from cleaner.corpus.worker import Sample
from cleaner.lines.text import Edit, Flag, Result, split
from cleaner.report.html import STYLE, page
from tests.helpers import ROOT

OWNED = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "quoted attribute": "' onfocus='alert(1)' x='",
    "handler": '" onmouseover="alert(1)" style="background:url(https://x.example/)',
    "end of style": "</style><style>@import 'https://x.example/'</style>",
    "end of title": "</title></head><body onload=alert(1)>",
    "end of element": "</del></bdi></div></details></main></html><h1>",
    "entity": "&amp;&lt;b&gt;&#60;script&#62;",
    "half an entity": "&lt",
    "comment": "<!-- --!> <![CDATA[",
    "end of data": "]]>",
    "address": "https://x.example/?a=1&b=2 javascript:alert(1)",
    "base": '<base href="https://x.example/"><meta http-equiv="refresh" content="0;url=https://x.example/">',
    "drawing": "<svg onload=alert(1)><foreignObject><iframe srcdoc='<script>'>",
    "escape sequence": "\x1b]0;owned\x07\x00\x08\x7f\x85\x9b31m",
    "line ends": "a\nb\rc\x0bd\x0ce\u2028f\u2029g",
    "directions": "\u202eabc\u2066\u2067\u2069\u2069\u202c",
    "half a pair": "\ud800 \udfff",
    "template": "{0} {tally} %s {{7*7}} ${7}",
    "long": "<" * 50_000,
}


def sample(
    document: str, raw: str, edits: list[Edit], text: str, flags: tuple[Flag, ...] = (), pack: str = "p"
) -> Sample:
    return Sample("00", document, raw, Result(text, tuple(edits), pack, f"for {pack}", flags))


def summary(text: str) -> BatchSummary:
    """A summary in which a text stands wherever one can stand."""
    line = re.sub(r"[\r\n]", " ", text)
    raw = f"{line}\n{line} old\nkept {line}\n\n"
    edits = [
        Edit(1, f"r:{text}", f"{line}\n", None),
        Edit(2, f"r:{text}", f"{line} old\n", f"{line} new\n"),
        Edit(2, f"s:{text}", f"{line} new\n", f"{line} newer\n"),
        Edit(4, "tidy", "\n", None),
    ]
    one = sample(f"d {text}", raw, edits, f"{line} newer\nkept {line}\n", (Flag("unchanged", text),), f"k {text}")
    tally = Tally()
    for percent in (1, 1, 1, 1, 1, 1, 1, 1, 100):
        tally.add(f"d {text}", f"o {text}", one.result if percent == 1 else one.result._replace(text=""))
    outlet = tally.outlets[f"o {text}"]
    outlet.shares.clear()
    outlet.shares.update({1: 8, 100: 1})
    outlet.low[0], outlet.high[0] = outlet.low[0]._replace(percent=1), outlet.high[0]._replace(percent=100)
    outlet.low[1:], outlet.high[1:] = [], []
    tally.fail(f"f {text}")
    return BatchSummary(tally, 2, (one, one), (f"u {text}",), (f"s {text}",))


class Block(NamedTuple):
    """Lines of a sample, as the page shows them together."""

    stops: bool  # whether the Tab key goes there
    rules: list[str]
    gone: list[tuple[str, str]]  # number, text
    new: list[str]


class Reader(HTMLParser):
    """What stands in a page, as a browser would read it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.blocks: list[Block] = []
        self.text = ""
        self.wrong: list[str] = []
        self._number = ""
        self._said = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag != "meta":
            self.open.append(tag)
        given = dict(attrs)
        if (given.get("class") or "").startswith("block"):
            self.blocks.append(Block("tabindex" in given, [given["title"] or ""] if "title" in given else [], [], []))
        self._said = ""

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            self.wrong.append(tag)
        if self.blocks and "details" in self.open:
            block = self.blocks[-1]
            if tag == "del":
                block.gone.append((self._number, self._said))
            elif tag == "ins":
                block.new.append(self._said)
            elif tag == "span":
                self._number = self._said
            elif tag == "bdi" and "p" in self.open and "div" in self.open[-3:]:
                block.rules.append(self._said)
        self._said = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        self._said += data

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    unknown_decl = handle_comment
    handle_pi = handle_comment


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> BatchSummary:
    """The samples of the repository as a batch."""
    todo = plans([str(ROOT / "samples")], str(tmp_path_factory.mktemp("out")), include=["*.raw.txt"])
    return run(todo, BatchOptions(samples=100, jobs=1))


# ------------------------------------------------------------------ nothing in a dump acts


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_adds_to_the_page(text: str) -> None:
    made = page(summary(text))
    read, harmless = Reader(made), Reader(page(summary("harmless")))
    assert read.tags == harmless.tags
    assert [one[:2] for one in read.attributes] == [one[:2] for one in harmless.attributes]
    assert read.wrong == []
    assert read.open == []
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", made)
    assert made.encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("text", ["plain", *HOSTILE.values()], ids=["plain", *HOSTILE.keys()])
def test_the_page_asks_nothing_of_anybody(text: str) -> None:
    made = page(summary(text))
    for _, name, value in Reader(made).attributes:
        assert not name.startswith("on")
        assert name not in ("src", "srcset", "style", "action", "data", "xlink:href")
        assert name != "href" or re.fullmatch(r"#[a-z0-9-]+", value)
    if text == "plain":
        assert not re.search(r"https?:|src=|url\(|@import|<script|<link", made, re.IGNORECASE)
        assert "default-src 'none'" in made


def test_quotes_and_signs_are_read_as_they_stood() -> None:
    read = Reader(page(summary("""a & b < c > d "e" 'f' &amp;""")))
    assert ("1", """a & b < c > d "e" 'f' &amp;""") in read.blocks[0].gone
    assert ("div", "aria-label", """removed by r:a & b < c > d "e" 'f' &amp;""") in read.attributes


# ------------------------------------------------------------------ everything is told


def test_every_removed_line_is_struck_under_its_rule(real: BatchSummary) -> None:
    blocks = Reader(page(real)).blocks
    told = [(*line, tuple(block.rules)) for block in blocks if not block.new for line in block.gone]
    rewritten = [(*line, tuple(block.rules)) for block in blocks if block.new for line in block.gone]
    gone: list[tuple[str, str, tuple[str, ...]]] = []
    edited: list[tuple[str, str, tuple[str, ...]]] = []
    for one in real.samples:
        last = {edit.line: edit.after for edit in one.result.edits}
        for line in split(one.raw):
            if line.number in last:
                rules = tuple(edit.rule for edit in one.result.edits if edit.line == line.number)
                (gone if last[line.number] is None else edited).append((str(line.number), line.text, rules))
    assert len(gone) > 500
    assert edited
    assert told == gone
    assert rewritten == edited
    assert all(block.stops == (block.rules != ["tidy"] and bool(block.rules)) for block in blocks)


def test_an_edited_line_is_shown_before_and_after() -> None:
    edited = next(block for block in Reader(page(summary("x"))).blocks if block.new)
    assert edited == Block(True, ["r:x", "s:x"], [("2", "x old")], ["x newer"])


def test_a_line_that_was_edited_and_then_removed_is_removed() -> None:
    edits = [Edit(1, "p:a", "one\n", "two\n"), Edit(1, "p:b", "two\n", None)]
    made = BatchSummary(Tally(), 0, (sample("d", "one\n", edits, ""),), ())
    assert Reader(page(made)).blocks == [Block(True, ["p:a", "p:b"], [("1", "one")], [])]


def test_all_sums_are_there(real: BatchSummary) -> None:
    tally = real.tally
    text = Reader(page(real)).text
    for number in (tally.documents, tally.words_in, tally.words_out, *tally.rules.values(), *tally.lines.values()):
        assert f"{number:,}" in text
    for name in [
        *(name for name, _ in tally.rules.most_common(40)),
        *tally.outlets,
        *(one.document for one in real.samples),
    ]:
        assert name in text
    for one in real.samples:
        assert f"Pack {one.result.pack}, chosen by: {one.result.reason}" in text
    text = Reader(page(summary("x"))).text
    for said in (
        "stopped at s x",
        "u x",
        "f x",
        "d x: unchanged: x",
        "Usually, 1 % is removed",
        "100 % of d x",
        "1 to 100 %",
    ):
        assert said in text


def test_the_spread_of_an_outlet_is_told_in_words() -> None:
    labels = [
        value for tag, name, value in Reader(page(summary("x"))).attributes if (tag, name) == ("svg", "aria-label")
    ]
    assert labels == ["0 to 9 %: 8 documents; 90 to 100 %: 1 document"]


def test_an_empty_batch_has_a_page() -> None:
    read = Reader(page(BatchSummary(Tally(), 0, (), ())))
    assert read.wrong == []
    assert read.open == []
    for said in ("No rule touched anything.", "There were no documents.", "There were none.", "No document was kept"):
        assert said in read.text
    assert Reader(page(BatchSummary(Tally(), 0, (sample("d", "", [], ""),), ()))).blocks == []


def test_the_same_batch_makes_the_same_page(real: BatchSummary) -> None:
    backwards, tally = Tally.of(real.tally.plain()), real.tally
    for name in ("rules", "lines", "packs", "outlets"):
        setattr(backwards, name, type(getattr(tally, name))(dict(reversed(getattr(tally, name).items()))))
    assert page(real) == page(real._replace(tally=backwards)) == page(real)


# ------------------------------------------------------------------ much


def test_a_long_document_shows_its_two_ends() -> None:
    lines = [f"line {n}\n" for n in range(1, 100_001)]
    edits = [Edit(n, "p:r", line, None) for n, line in enumerate(lines, 1)]
    made = page(BatchSummary(Tally(), 0, (sample("d", "".join(lines), edits, ""),), ()))
    shown = [number for block in Reader(made).blocks for number, _ in block.gone]
    assert shown == [*map(str, range(1, 401)), *map(str, range(99_901, 100_001))]
    assert "99,500 lines left out here" in made
    assert "100,000 of 100,000 lines" in made
    assert len(made) < 100_000


def test_a_page_stays_small() -> None:
    wide = "<" * 10_000_000
    one = sample(wide, wide, [Edit(1, wide, wide, None)], "", (Flag("looks", wide),))
    many = sample("d", ('"' * 900 + "\n") * 5000, [], "")
    tally = Tally()
    for n in range(2000):
        tally.rules[f"{n}{wide[:1000]}"] = n
        tally.fail(wide)
    made = page(BatchSummary(tally, 0, (one, *[many] * 300), (wide,) * 1000))
    assert len(made.encode()) < 4_000_000
    assert "9,996,000 more characters" in made
    assert "more samples left out here" in made
    assert "1,900 more are not listed" in made


# ------------------------------------------------------------------ looks


def test_colours_have_contrast() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    schemes = [dict(re.findall(r"--([a-z-]+): (#\w{6})", part)) for part in STYLE.split("@media")[:2]]
    pairs = [("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("old", "paper"), ("old", "old-paper"),
             ("new", "new-paper"), ("ink", "flag")]  # fmt: skip
    drawn = [("bar", "paper"), ("usual", "paper"), ("focus", "paper"), ("bar", "all")]
    for colours in schemes:
        for least, named in ((4.5, pairs), (3.0, drawn)):
            for one, other in named:
                low, high = sorted((light(colours[one]), light(colours[other])))
                assert (high + 0.05) / (low + 0.05) >= least, (one, other)


# What the page is like at a width, read from a frame of that width; the page itself runs no script.
MEASURE = """<!doctype html><body>%s<pre id="found"></pre><script>
onload = () => { document.getElementById("found").textContent = JSON.stringify([...document.querySelectorAll("iframe")].map(frame => {
  const page = frame.contentDocument, view = frame.contentWindow, block = page.querySelector(".touched");
  page.querySelectorAll("details").forEach(one => { one.open = true; });
  const rule = () => { const box = block.querySelector(".rule").getBoundingClientRect(), style = view.getComputedStyle(block.querySelector(".rule"));
    return [style.clipPath === "none" && box.width > 50 && box.height > 10, style.color]; };
  const before = rule(); block.focus(); const after = rule();
  return { title: page.title, width: view.innerWidth, scroll: page.documentElement.scrollWidth, before, after,
    focused: page.activeElement === block, paper: view.getComputedStyle(page.body).backgroundColor,
    out: [...page.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > view.innerWidth + 1
      && view.getComputedStyle(one).clipPath === "none" && !one.closest("thead, .rule")).map(one => one.outerHTML.slice(0, 99)) };
})); };
</script>"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_in_a_browser(tmp_path: Path, real: BatchSummary) -> None:
    def browse(file: Path, dark: bool, *asked: str) -> str:
        settings = (
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
            "--disable-component-update --disable-sync --hide-scrollbars"
        )
        command = ["chromium", *settings.split(), f"--user-data-dir={tmp_path / 'profile'}"]
        command += [f"--blink-settings=preferredColorScheme={0 if dark else 1}", *asked, file.as_uri()]
        return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout.decode()

    hostile = summary(f"{OWNED} {'wide' * 200} {'<b>' * 50}\u202e\u2069")
    both = hostile._replace(samples=(*hostile.samples, *real.samples))
    text = page(both).encode("utf-8", "backslashreplace").decode()
    alone, frames = tmp_path / "page.html", tmp_path / "frames.html"
    alone.write_text(text, encoding="utf-8")
    widths = (360, 1280)
    framed = "".join(f'<iframe width="{width}" height="800" srcdoc="{html.escape(text)}"></iframe>' for width in widths)
    frames.write_text(MEASURE % framed, encoding="utf-8")

    dom = Reader(browse(alone, False, "--dump-dom"))
    assert dom.tags == Reader(text).tags
    assert "<title>Batch report: 9 documents</title>" in text
    assert "Batch report: 9 documents" in dom.text
    for dark in (False, True):
        measured = re.search(r'<pre id="found">(.*?)</pre>', browse(frames, dark, "--dump-dom"), re.DOTALL)
        assert measured is not None
        found: list[dict[str, Any]] = json.loads(html.unescape(measured[1]))
        for width, one in zip(widths, found, strict=True):
            assert one["title"] == "Batch report: 9 documents"
            assert one["width"] == width
            assert one["scroll"] <= width
            assert one["out"] == []
            assert one["focused"]
            assert one["after"][0]
            assert one["after"] != one["before"]
            assert one["paper"] == ("rgb(23, 25, 28)" if dark else "rgb(253, 253, 251)")
            picture = tmp_path / f"{width}-{dark}.png"
            browse(alone, dark, f"--window-size={width},900", f"--screenshot={picture}")
            assert corner(picture.read_bytes()) == (width, (23, 25, 28) if dark else (253, 253, 251))


def corner(png: bytes) -> tuple[int, tuple[int, ...]]:
    """The width of a picture and its first pixel, which stands plain in the first row."""
    parts, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        parts += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    return struct.unpack(">I", png[16:20])[0], tuple(zlib.decompress(parts)[1:4])
