"""Write a draft as a pack that reads like a hand-written one: rules with their evidence, examples and a test."""

from collections import Counter
from collections.abc import Iterator, Mapping

from cleaner.learn.board import Board
from cleaner.learn.draft import Draft
from cleaner.learn.learn import TRUST
from cleaner.learn.proposal import Lines, Proposal
from cleaner.learn.yaml import block, flow, scalar
from cleaner.lines.host import is_host, names
from cleaner.lines.key import key, plain
from cleaner.lines.words import counted, printable
from cleaner.packs.layers import DEFAULT

_MOST_UNPROPOSED = 8  # lines in the comment below the rules


def pack_text(draft: Draft) -> str:
    """The pack as YAML, with the evidence as comments."""
    counts = draft.board.counts
    lines = [
        f"# Proposed by `cleaner learn` from {dumps_and_copies(counts.dumps, counts.copies)}. Review it before use.",
        f"about: {scalar(draft.outlet + ' article pages')}",
        f"extends: [{DEFAULT}]",
        *(f"adjust: {{{name}: {flow(dict(TRUST))}}}" for name in draft.body_rules),
        *_detect(draft),
        "",
        "rules:",
        *rule_lines(draft),
        *_unproposed(draft.board),
        "",
        "tests:",
        *document_test_lines(draft),
    ]
    return "\n".join(lines) + "\n"


def dumps_and_copies(dumps: int, copies: int) -> str:
    """How many dumps were read, and how many of them were skipped.

    >>> dumps_and_copies(6, 0), dumps_and_copies(6, 1)
    ('6 dumps', '6 dumps (1 copy skipped)')
    """
    skipped = f" ({copies:,} {'copy' if copies == 1 else 'copies'} skipped)" if copies else ""
    return counted(dumps, "dump") + skipped


def rule_lines(draft: Draft) -> list[str]:
    """The rules as items of a list, each below its evidence."""
    lines: list[str] = []
    for rule in draft.rules:
        lines += [f"  # {line}" for line in evidence(draft, rule)]
        lines += rule.yaml(draft.examples.get(rule.id))
    return lines


def rule_text(draft: Draft, rule: Proposal) -> str:
    """One rule as the pack has it, without the evidence and the indent."""
    return "\n".join(line[2:] for line in rule.yaml(draft.examples.get(rule.id))) + "\n"


def document_test_lines(draft: Draft) -> list[str]:
    """The whole-document test as an item of a list."""
    return [
        "  - name: the article is kept and the lines around it are removed",
        *block("raw", draft.test.raw),
        *block("clean", draft.test.clean),
    ]


def _detect(draft: Draft) -> list[str]:
    """The host and the fingerprints."""
    texts = draft.fingerprints
    if not is_host(draft.outlet) and not texts:
        return []
    lines = ["detect:"]
    if is_host(draft.outlet):
        lines.append(f"  host: [{scalar(draft.outlet)}]")
    if texts:
        lines += ["  line:", *(f"    - {{text: {scalar(text)}}}" for text in texts)]
    if len(texts) > 1 and not names(texts[0], draft.outlet):
        lines.append("  least: 2")
    return lines


def _unproposed(board: Board) -> list[str]:
    """A comment with the lines that repeat inside articles."""
    rows: Counter[str] = Counter()
    for page in board.pages:
        for n, line in enumerate(page.lines):
            if line.pages >= board.counts.min_pages and page.side(n) == 0 and n > page.top:
                rows[board.texts(line.shape)[0]] = line.pages
    shown = [text for text in _most_frequent(rows) if printable(text)][:_MOST_UNPROPOSED]
    if not shown:
        return []
    return [
        "  # Not proposed, because these lines repeat inside articles:",
        *(f"  #   {scalar(text[:70])} ({counted(rows[text], 'page')})" for text in shown),
    ]


# ------------------------------------------------------------------ evidence


def evidence(draft: Draft, rule: Proposal) -> list[str]:
    """On how many pages and lines a rule acts, where these are, and what they say."""
    lines = draft.acting.get(rule.id, {})
    if not lines and rule.lines:
        pages = f"{len(rule.lines)} of {counted(len(draft.board.pages), 'page')}"
        return [f"on {pages}, but earlier rules act on these lines first", *_details(draft.board, rule, rule.lines)]
    return [_summary(draft.board, lines), *_details(draft.board, rule, lines)]


def _summary(board: Board, lines: Lines) -> str:
    """How many lines there are, and on which side of the article."""
    total = sum(map(len, lines.values()))
    sides = Counter(board.pages[at].side(n) for at, numbers in lines.items() for n in numbers)
    places = [_SIDES[side] for side, number in sides.most_common() if number * 10 >= total]
    where = f", {' and '.join(places)} the article" if places else ""
    return f"{counted(total, 'line')} on {len(lines)} of {counted(len(board.pages), 'page')}{where}"


_SIDES: Mapping[int, str] = {-1: "above", 0: "in", 1: "below"}


def _details(board: Board, rule: Proposal, lines: Lines) -> Iterator[str]:
    """The markers of a region, pages where one is inside the article, and the most frequent lines."""
    rows = Counter(plain(board.pages[at].lines[n].text)[:60] for at, numbers in lines.items() for n in numbers)
    shown = [text for text in _most_frequent(rows) if printable(text)]
    if rule.is_region:
        markers = (f"{text!r} on {counted(_pages_with(board, text), 'page')}" for text in rule.literals)
        yield "markers: " + ", ".join(markers)
        shown = [text for text in shown if text not in rule.literals]
    inside = sum(numbers[0] < board.pages[at].stop for at, numbers in lines.items()) if rule.scope == "bottom" else 0
    if inside:
        yield f"risky: on {counted(inside, 'page')} a marker is inside what seems to be the article"
    if shown:
        yield "such as " + " · ".join(map(repr, shown[:2]))


def _pages_with(board: Board, text: str) -> int:
    """The number of pages that have a line with the same match key."""
    same = key(text)
    return sum(any(key(line.text) == same for line in page.lines) for page in board.pages)


def _most_frequent(rows: Mapping[str, int]) -> list[str]:
    return sorted(rows, key=lambda text: (-rows[text], text))
