"""Hypothesis strategies: awkward lines, dumps, line tests, and rules."""

import textwrap
import unicodedata
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from cleaner.article.page import KINDS, Page, page_of
from cleaner.filters import kind
from cleaner.filters.body import BodySelector
from cleaner.lines.linetest import LineTest, Span
from cleaner.lines.text import PartOrHeadline
from cleaner.packs.rule import ANYWHERE, Replace, Rule, Verb, Where
from tests.helpers import pages
from tests.helpers.packs import body_rule

PHRASES = [
    "Đọc nhiều", "ĐỌC NHIỀU", "đọc nhiều nhất", "Tin liên quan", "Bình luận (0)", "12 bình luận", "Chia sẻ", "chia sẻ.",
    "Hoà bình", "hòa bình", "hoàn thành", "Thuỷ điện", "thủy điện", "quý", "Ðà Nẵng", "Đà Nẵng", "Share", "SHARE", "share this",
    "Straße", "STRASSE", "İstanbul", "istanbul", "ısı", "Kelvin K", "ﬁnale", "相关新闻", "最新", "مرحبا بالعالم", "שלום",
    "1:23", "0:00", "© 2026", "a", "ab", "aa", "…", "?", "-", "•", "👩‍👩‍👧", "x" * 199, "Đ" * 201,
    "Ông nói rằng hội đồng sẽ họp lại vào thứ Hai để bàn về ngân sách năm sau.",
    "The council met on Monday and agreed on a new budget for the coming year.",
]  # fmt: skip

SPACES = ["", " ", "  ", "\t", "\xa0", "\u200b", "\ufeff", "  • ", "•", "- ", "> "]

phrases = st.sampled_from(PHRASES)
letters = st.text(alphabet="aábcđoòàhuỳy qĐÐıİiIſsKk•\u0301\u0323\u0307\u200b\xa0.:0123,!", max_size=12)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line: a phrase or a few letters between spaces, composed or decomposed, sometimes long."""
    text = draw(st.one_of(phrases, letters, st.text(max_size=15), st.just("")))
    text = draw(st.sampled_from(SPACES)) + text + draw(st.sampled_from(SPACES))
    text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)
    if draw(st.integers(0, 9)) == 0:
        text += " " + draw(phrases) * draw(st.integers(1, 12))
    return text.replace("\r", " ").replace("\n", " ")


ends = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])


@st.composite
def dumps(draw: st.DrawFn) -> str:
    """A document: lines with repeats and blanks, line ends of one kind or mixed, and sometimes an open last line."""
    repeated = draw(st.lists(lines(), min_size=1, max_size=6))
    body = draw(st.lists(st.one_of(st.sampled_from(repeated), lines(), st.just("")), max_size=25))
    common_end = draw(st.one_of(ends, st.none()))
    text = "".join(line + (common_end if common_end is not None else draw(ends)) for line in body)
    return text + draw(st.sampled_from(["", "", draw(lines())]))


literals = st.one_of(phrases, letters).filter(lambda text: bool(text.strip(" \t\xa0\u200b\ufeff•")) and len(text) < 200)
PATTERNS = [
    r"^\d+ bình luận$", r"^\d{1,2}:\d{2}", r"luận", r"^share\b", r"^(?:chia|share)", r"^©", r"\p{Lu}{3,}", r"^i", r"ß|ss",
    r"(?-i:SHARE)", r"^\W+$", r"k$", r"[àá]", r"\(\d+\)$", r"^(?:\d+|x) ?b", r"hoà", r"^.{5,8}$", r"đọc (?!nhiều nhất)",
]  # fmt: skip
spans = st.builds(
    lambda least, more: Span(least, None if more is None else least + more),
    st.integers(0, 8),
    st.one_of(st.none(), st.integers(0, 250)),
)
flags = st.sampled_from([True, False])


def one_to_three(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, min_size=1, max_size=3).map(tuple)


CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "text": one_to_three(literals),
    "starts": one_to_three(literals),
    "ends": one_to_three(literals),
    "contains": one_to_three(literals),
    "regex": one_to_three(st.sampled_from(PATTERNS)),
    "words": spans,
    "chars": spans,
    "sentence": flags,
    "bullet": flags,
    "upper": flags,
}


@st.composite
def flat_tests(draw: st.DrawFn) -> LineTest:
    names = draw(st.lists(st.sampled_from(list(CONDITIONS)), min_size=1, max_size=3, unique=True))
    return LineTest(**{name: draw(CONDITIONS[name]) for name in names})


line_tests = st.recursive(
    flat_tests(),
    lambda inner: st.one_of(
        st.builds(lambda t: LineTest(not_=t), inner),
        st.builds(lambda ts: LineTest(any=tuple(ts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda ts: LineTest(all=tuple(ts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda t, u: u._replace(not_=t), inner, flat_tests()),
    ),
    max_leaves=4,
)

maybe_test = st.one_of(st.none(), line_tests)
maybe_count = st.one_of(st.none(), st.integers(1, 12))


def records(cls: Callable[..., Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records with these fields drawn and defaults for the others, which `st.builds` would draw by their types."""
    return st.fixed_dictionaries(fields).map(lambda values: cls(**values))


SELECTORS: dict[str, st.SearchStrategy[object]] = {
    "line": records(kind("line"), test=line_tests),
    "region": records(
        kind("region"),
        from_=maybe_test,
        through=maybe_test,
        before=maybe_test,
        resumes=maybe_test,
        most=maybe_count,
    ).filter(lambda region: not region.fault()),
    "run": records(kind("run"), of=line_tests, least=st.integers(1, 4)),
    "block": st.one_of(records(kind("block"), any=line_tests), records(kind("block"), all=line_tests)),
    "repeat": records(
        kind("repeat"), of=maybe_test, keep=st.sampled_from(["first", "last", "none"]), within=maybe_count
    ),
}


def shipped_body() -> BodySelector:
    """The selector `body` with the shipped weights, made to remove lines even if nothing else is boilerplate."""
    selector = body_rule(doubt=0.0).selector
    assert isinstance(selector, BodySelector)
    return selector


SELECTORS["body"] = st.deferred(lambda: st.just(shipped_body()))  # the packs are parsed when a test draws
wheres = st.one_of(
    st.just(ANYWHERE),
    records(Where, first=maybe_count, last=maybe_count, after=maybe_test, before=maybe_test, line=maybe_test),
)
replaces = st.one_of(
    st.builds(
        lambda find, with_: Replace(find=find, with_=with_), one_to_three(literals), st.sampled_from(["", "x", "\\1"])
    ),
    st.builds(
        lambda p, with_: Replace(regex=p, with_=with_),
        one_to_three(st.sampled_from(PATTERNS)),
        st.sampled_from(["", "-"]),
    ),
)

VERBS: list[Verb] = ["drop", "drop", "drop", "keep", "replace"]  # most rules drop lines


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """The rules of a pack in order, named p:0, p:1 …"""
    out: list[Rule] = []
    for number in range(draw(st.integers(1, 5))):
        verb: Verb = draw(st.sampled_from(VERBS))
        where = draw(wheres)
        if verb == "replace":
            out.append(Rule(f"p:{number}", "replace", replace=draw(replaces), where=where))
            continue
        selector = draw(st.one_of(*SELECTORS.values()))
        share = draw(st.sampled_from([None, None, 0.3, 0.8])) if verb == "drop" else None
        part: PartOrHeadline | None = draw(st.sampled_from([None, "headline"])) if verb == "keep" else None
        out.append(Rule(f"p:{number}", verb, selector=selector, where=where, most_share=share, part=part))
    return out


ODD = [
    "a\ud800b",
    "\udfff1",
    "e\u0301\u0323\u0302a",
    "🚢 12 👩‍👩‍👧",
    "𝒜𝓫",
    "\U0002000b\U0002000c",
    "\u202eabc\u202c",
    "مرحبا بالعالم، كيف الحال؟",
    "\u200bMenu\u200b",
    "\ufeffHome",
    "x" + "\u0301" * 40,
    "水车重新转动起来，村民们站在岸上看了整整一个上午。",
    "ข่าวด่วนวันนี้",
    "²³ ½",
    "a\x00b\x1b[0m",
    "| a | b | c |",
    "a\tb\tc",
    "[a](b) ![c](d)",
    "### 12",
    "Boat  3 m   4 crew",
    "20:15 3/4/2026 http://a.vn",
    "Ida: yes; no",
]


@st.composite
def awkward_pages(draw: st.DrawFn) -> Page:
    """A page of at least one unit: awkward lines, of which rules removed some."""
    texts = draw(st.lists(st.one_of(lines(), st.sampled_from(ODD), st.just("")), max_size=25))
    texts.insert(draw(st.integers(0, len(texts))), draw(st.sampled_from(ODD)))
    removed = draw(st.dictionaries(st.integers(0, len(texts) - 1), st.integers(1, 1 + len(KINDS)), max_size=8))
    return page_of(texts, texts, removed)


@st.composite
def invented_pages(draw: st.DrawFn) -> str:
    """A page of pieces in any order: menus, headlines, paragraphs, wrapped ones, teasers, signs, awkward lines."""
    whole = " ".join(pages.SENTENCES)
    pieces = [
        "\n".join(["Home", "News", "Sport", "Log in"]),
        pages.MENU[:60].rstrip(),
        pages.HEADLINE,
        *pages.SENTENCES,
        textwrap.fill(whole, 60),
        textwrap.fill(whole, 70, initial_indent="   ", subsequent_indent="   "),
        pages.TEASERS[:120].rstrip(),
        "* * *",
        "| --- |",
        "![](a.png)",
        "By Oda Fenn\n3 May 2026",
        "a\tb\tc\nd\te\tf",
        "HOST: And?\nCHAIR: The pier will open in about a year, if the weather lets the divers work.",
    ]
    drawn = draw(st.lists(st.one_of(st.sampled_from(pieces), lines(), st.sampled_from(ODD)), max_size=20))
    text = draw(st.sampled_from(["\n", "\n\n"])).join(drawn)
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))
