"""The HTML report of a batch: nothing from a dump can act in it, it loads nothing, and it shows all sums."""

import html
import json
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.summary import BatchSummary
from cleaner.corpus.tally import Tally, from_plain, plain
from cleaner.lines.text import Edit, Flag
from cleaner.packs.layers import ProjectPack
from cleaner.report.html import html_report, style
from tests.helpers.html import Reader, sample, summary_with

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


# ------------------------------------------------------------------ nothing from a dump acts


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_adds_an_element_to_the_page(text: str) -> None:
    page = html_report(summary_with(text))
    reader, harmless = Reader(page), Reader(html_report(summary_with("harmless")))
    assert reader.tags == harmless.tags
    assert [attribute[:2] for attribute in reader.attributes] == [attribute[:2] for attribute in harmless.attributes]
    assert reader.wrong == []
    assert reader.open == []
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", page)
    assert page.encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("text", ["plain", *HOSTILE.values()], ids=["plain", *HOSTILE.keys()])
def test_the_page_loads_nothing(text: str) -> None:
    page = html_report(summary_with(text))
    for _, name, value in Reader(page).attributes:
        assert not name.startswith("on")
        assert name not in ("src", "srcset", "style", "action", "data", "xlink:href")
        assert name != "href" or re.fullmatch(r"#[a-z0-9-]+", value)
    if text == "plain":
        assert not re.search(r"https?:|src=|url\(|@import|<script|<link", page, re.IGNORECASE)
        assert "default-src 'none'" in page


def test_quotes_and_signs_are_shown_as_they_are() -> None:
    reader = Reader(html_report(summary_with("""a & b < c > d "e" 'f' &amp;""")))
    assert ("1", """a & b < c > d "e" 'f' &amp;""") in reader.blocks[0].removed
    assert ("div", "aria-label", """removed by r:a & b < c > d "e" 'f' &amp;""") in reader.attributes


# ------------------------------------------------------------------ what it shows


def test_all_sums_are_there(sample_batch: BatchSummary) -> None:
    tally = sample_batch.tally
    text = Reader(html_report(sample_batch)).text
    for number in (tally.documents, tally.words_in, tally.words_out, *tally.rules.values(), *tally.lines.values()):
        assert f"{number:,}" in text
    rules = [name for name, _ in tally.rules.most_common(40)]
    for name in (*rules, *tally.outlets, *(document.document for document in sample_batch.samples)):
        assert name in text
    for document in sample_batch.samples:
        assert f"Pack {document.result.pack}, chosen by: {document.result.reason}" in text


@pytest.mark.parametrize(
    "words",
    [
        "Interrupted at s x.",
        "u x",
        "f x",
        "d x: unchanged: x",
        "Usually, 1 % is removed",
        "100 % of d x",
        "1 to 100 %",
    ],
)
def test_messages_and_outliers_are_there(words: str) -> None:
    assert words in Reader(html_report(summary_with("x"))).text


def test_the_spread_of_an_outlet_has_a_text_for_screen_readers() -> None:
    attributes = Reader(html_report(summary_with("x"))).attributes
    labels = [value for tag, name, value in attributes if (tag, name) == ("svg", "aria-label")]
    assert labels == ["0 to 9 %: 8 documents; 90 to 100 %: 1 document"]


def test_an_empty_batch_has_a_page() -> None:
    reader = Reader(html_report(BatchSummary(Tally(), 0, (), ())))
    assert reader.wrong == []
    assert reader.open == []
    for sentence in (
        "No rule acted on any line.",
        "There were no documents.",
        "There were no problems.",
        "No samples were kept.",
    ):
        assert sentence in reader.text
    assert Reader(html_report(BatchSummary(Tally(), 0, (sample("d", "", [], ""),), ()))).blocks == []


def test_the_same_batch_gives_the_same_page(sample_batch: BatchSummary) -> None:
    backwards, tally = from_plain(plain(sample_batch.tally)), sample_batch.tally
    for name in ("rules", "lines", "packs", "outlets"):
        setattr(backwards, name, type(getattr(tally, name))(dict(reversed(getattr(tally, name).items()))))
    page = html_report(sample_batch)
    assert page == html_report(sample_batch._replace(tally=backwards)) == html_report(sample_batch)


def test_a_page_about_very_much_stays_small() -> None:
    wide = "<" * 10_000_000
    huge = sample(wide, wide, [Edit(1, wide, wide, None)], "", (Flag("looks", wide),))
    many = sample("d", ('"' * 900 + "\n") * 5000, [], "")
    tally = Tally()
    for n in range(2000):
        tally.rules[f"{n}{wide[:1000]}"] = n
        tally.fail(wide)
    page = html_report(BatchSummary(tally, 0, (huge, *[many] * 300), (wide,) * 1000))
    assert len(page.encode()) < 4_000_000
    assert "9,996,000 more characters" in page
    assert "more samples left out here" in page
    assert "1,900 more are not listed" in page


# ------------------------------------------------------------------ style


def test_colours_have_enough_contrast() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    schemes = [dict(re.findall(r"--([a-z-]+): (#\w{6})", part)) for part in style().split("@media")[:2]]
    texts = [("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("old", "paper"), ("old", "old-paper"),
             ("new", "new-paper"), ("ink", "flag")]  # fmt: skip
    drawings = [("bar", "paper"), ("usual", "paper"), ("focus", "paper"), ("bar", "all")]
    for colours in schemes:
        for least, pairs in ((4.5, texts), (3.0, drawings)):
            for pair in pairs:
                low, high = sorted(luminance(colours[name]) for name in pair)
                assert (high + 0.05) / (low + 0.05) >= least, pair


# Measures the page at a width, in a frame of that width: the page itself runs no script.
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


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.mark.skipif(BROWSER is None, reason="neither Chromium nor Chrome is installed")
def test_the_page_in_a_browser(tmp_path: Path, sample_batch: BatchSummary) -> None:
    def browse(file: Path, dark: bool, *arguments: str) -> str:
        settings = (
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
            "--disable-component-update --disable-sync --hide-scrollbars"
        )
        command = [str(BROWSER), *settings.split(), f"--user-data-dir={tmp_path / 'profile'}"]
        command += [f"--blink-settings=preferredColorScheme={0 if dark else 1}", *arguments, file.as_uri()]
        return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()

    hostile = summary_with(f"{OWNED} {'wide' * 200} {'<b>' * 50}\u202e\u2069")
    both = hostile._replace(samples=(*hostile.samples, *sample_batch.samples))
    text = html_report(both).encode("utf-8", "backslashreplace").decode()
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
        views: list[dict[str, Any]] = json.loads(html.unescape(measured[1]))
        for width, view in zip(widths, views, strict=True):
            assert view["title"] == "Batch report: 9 documents"
            assert view["width"] == width
            assert view["scroll"] <= width
            assert view["out"] == []
            assert view["focused"]
            assert view["after"][0]
            assert view["after"] != view["before"]
            assert view["paper"] == ("rgb(23, 25, 28)" if dark else "rgb(253, 253, 251)")
            picture = tmp_path / f"{width}-{dark}.png"
            browse(alone, dark, f"--window-size={width},900", f"--screenshot={picture}")
            assert corner(picture.read_bytes()) == (width, (23, 25, 28) if dark else (253, 253, 251))


def corner(png: bytes) -> tuple[int, tuple[int, ...]]:
    """The width of a PNG picture and its first pixel, which is not filtered in the first row."""
    parts, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        parts += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    return struct.unpack(">I", png[16:20])[0], tuple(zlib.decompress(parts)[1:4])


def test_packs_of_the_working_directory_are_named_and_escaped() -> None:
    pack = ProjectPack("<b>web", "rules/<b>web.yaml", "shipped")
    page = html_report(BatchSummary(Tally(), 0, (), (), project_packs=(pack,)))
    assert "&lt;b&gt;web replaces a shipped pack" in page
    assert "<b>" not in page
    assert "packs of this folder" not in html_report(BatchSummary(Tally(), 0, (), ()))
