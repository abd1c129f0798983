"""What was learnt as a pack that a person could have written: evidence, examples, a test, fingerprints."""

from collections.abc import Sequence

from cleaner.learn.page import LearntPage
from cleaner.learn.patterns import writable
from cleaner.learn.propose import Board, Proposal
from cleaner.lines.key import key, plain
from cleaner.lines.linetest import bulleted
from cleaner.lines.pattern import SHORT
from cleaner.lines.words import blank, printable, sentence, words


def quoted(text: str) -> str:
    """A line as an example has it: without tabs and marks that nobody sees, which no rule looks at either."""
    if printable(text):
        return text
    return text[: len(text) - len(text.lstrip(" "))] + plain(text)


# ------------------------------------------------------------------ evidence and examples


def _paragraphs(page: LearntPage, least: int) -> list[str]:
    """The paragraphs of the article, the short ones first."""
    found = [
        line.text.strip()
        for line in page.lines[page.start : page.stop]
        if words(line.text) >= least and sentence(line.text) and not bulleted(line.text) and printable(line.text)
        if line.times == 1
    ]
    return sorted(found, key=len)


def _guard(one: Proposal) -> int:
    where = one.rule.get("where", {})
    test = where.get("before") or where.get("after") or {}
    return int(test.get("words", {}).get("least", 12))


def hits_of(board: Board, one: Proposal) -> list[str]:
    """Texts from the dumps that the rule ought to change."""
    out: set[str] = set()
    for at, found in one.taken.items():
        page = board.pages[at]
        texts = [quoted(page.lines[n].text) for n in found]
        if not all(map(printable, texts[-2:] if one.kind == "masthead" else texts[:2])):
            continue
        if one.kind in ("masthead", "tail"):
            paragraph = next(iter(_paragraphs(page, _guard(one))), "")
            if not paragraph:
                continue
            if one.kind == "tail":
                out.add("\n".join([paragraph, *texts[:2]]))
            else:
                out.add("\n".join([*texts[-2:], paragraph]))
        elif "repeat" in one.rule.get("drop", {}):
            paragraph = next(iter(_paragraphs(page, _guard(one))), "")
            out.add("\n".join([texts[0].strip(), texts[0].strip(), paragraph]))
        else:
            out.add(texts[0].strip())
    spaced = {text.replace("\xa0", " ") for text in out}  # which counts as a space everywhere
    return sorted(spaced, key=lambda text: (len(text) < 8, len(text), text))[:5]


def misses_of(board: Board, one: Proposal) -> list[str]:
    """Text of articles that looks most like what the rule takes."""
    literals = [key(text) for text in one.literals[:50]]
    wanted = {word for text in literals for word in text.split() if len(word) > 2}
    scored = []
    for page in board.pages[:60]:
        for text in _paragraphs(page, 6):
            if len(text) <= SHORT:
                low = key(text)
                score = 3 * any(one in low for one in literals) + len(wanted.intersection(low.split()))
                scored.append((-score, len(text), text))
    alike = [text.replace("\xa0", " ") for score, _, text in sorted(scored)[:3] if score]
    # where nothing is like it, the line itself as the beginning of a paragraph
    marks = [text.rstrip(" .:") for text in one.literals[:1] if printable(text) and "\\" not in text]
    made = [f"{mark}: {' '.join(text.split()[:12])[:80]}" for mark in marks for _, _, text in sorted(scored)[:1]]
    return alike or [text for text in made if len(text) <= SHORT]


def document_test(board: Board, rules: Sequence[Proposal], variant: int) -> tuple[str, list[str]]:
    """A short page made of lines of a real one, and of others where it has nothing for a rule; and its article."""
    least = max([12, *map(_guard, rules)])
    fit = [at for at, page in enumerate(board.pages) if _paragraphs(page, least)] or list(range(len(board.pages)))
    at = max(fit, key=lambda n: (sum(n in one.taken for one in rules), -len(board.pages[n].lines)))
    page = board.pages[at]
    paragraphs = sorted(
        _paragraphs(page, least)[: 2 + variant % 2], key=[line.text.strip() for line in page.lines].index
    )
    top = page.lines[page.top].text.strip()
    if top in paragraphs:
        top = ""
    rewritten: set[str] = set()
    above: list[str] = []
    below: list[str] = []
    tail: list[str] = []
    for one in rules:
        here = at if at in one.taken else next(iter(one.taken))
        other = board.pages[here]
        lines = [n for n in one.taken[here] if writable(other.lines[n].text)]
        if not lines:
            continue
        if "replace" in one.rule:
            text = other.lines[lines[0]].text.strip()
            rewritten.add(text)
            if one.kind == "headline-end":
                top = text
            elif text not in paragraphs:
                paragraphs.insert(0, text)
            continue
        if one.kind == "masthead":
            above += [*_best(other, lines[:-1], 1 + variant), other.lines[lines[-1]].text]
        elif one.kind == "tail":
            tail += [other.lines[lines[0]].text, *_best(other, lines[1:], 2 + variant)]
        else:
            texts = _best(other, lines, 1 + variant)
            (above if other.place(lines[0]) < 0 else below).extend(texts)
    blocks = ["\n".join(above), top, *paragraphs, "\n".join(below), "\n".join(tail)]
    article = [text for text in (top, *paragraphs) if text and text not in rewritten]
    shown = [quoted(line) for line in "\n\n".join(block for block in blocks if not blank(block)).split("\n")]
    return "\n".join(shown) + "\n", [quoted(text) for text in article]


def _best(page: LearntPage, lines: Sequence[int], count: int) -> list[str]:
    """Some of the lines, in their order, rather those that no other rule would take."""
    ranked = sorted(lines, key=lambda n: (page.lines[n].taken, not page.lines[n].kept, page.lines[n].words < 2, n))
    return [page.lines[n].text for n in sorted(ranked[:count])]
