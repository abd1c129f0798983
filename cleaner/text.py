"""What a document is: numbered lines, the edits made to them, and the way back to the raw dump."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

# Marks that show nothing and stand in real dumps: soft hyphen, zero-width space and joiners,
# word joiner, byte order mark. str.strip() leaves them, so "blank" has to know them.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPACE = (
    " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_SHOWS_NOTHING = _SPACE + INVISIBLE

_FINAL = frozenset(".!?…。！？｡؟۔।॥။።")
_CLOSING = "\"'»”’)]」』）】*" + _SPACE


Part = Literal["byline", "date", "caption"]  # of an article: what some readers want beside its text
PARTS: tuple[Part, ...] = get_args(Part)


class Line(NamedTuple):
    """One line of a dump."""

    number: int  # place in the raw text, from 1; never changes; agrees with `cat -n`
    text: str  # without its line end
    end: str  # `\n`, `\r\n`, `\r`, or nothing on a last line that has none


class Edit(NamedTuple):
    """One recorded touch. Both texts carry their line end, so that undoing is exact."""

    line: int  # the raw line, from 1
    rule: str  # the rule's printed name, "outlets/kinhtedothi.vn:tail"
    before: str  # the line as the rule found it
    after: str | None  # as the rule left it; None: the line is gone


UNCHANGED = "unchanged"  # how the flag of a document that was given back as it was begins
GUARD = "most_share"  # how the flag of a rule that would have taken too much begins


class Result(NamedTuple):
    """A cleaned document and the account of how it came about."""

    text: str  # the clean text
    edits: tuple[Edit, ...]  # every touch, in the order in which the rules acted
    pack: str  # the pack that was used
    reason: str  # the sign by which it was chosen
    flags: tuple[str, ...]  # "unchanged: …", "most_share: …" of guards; "looks like …", "no article was found"

    @property
    def unchanged(self) -> bool:
        """Whether the document was given back as it was, because its whole article would have gone."""
        return any(flag.startswith(UNCHANGED) for flag in self.flags)


def split(raw: str) -> list[Line]:
    r"""The numbered lines of a text; `\n`, `\r\n` and `\r` end a line, nothing else does.

    `str.splitlines` also breaks at U+0085, U+2028 and form feed, so its numbers stop agreeing
    with editors and with `cat -n`.

    >>> split("a\r\nb")
    [Line(number=1, text='a', end='\r\n'), Line(number=2, text='b', end='')]
    """
    texts, ends = cut(raw)
    return [Line(n, text, end) for n, (text, end) in enumerate(zip(texts, ends, strict=True), 1)]


def cut(raw: str) -> tuple[list[str], list[str]]:
    r"""The lines' texts and, beside them, their ends.

    >>> cut("a\n\nb")
    (['a', '', 'b'], ['\n', '\n', ''])
    """
    if "\r" not in raw:
        texts = raw.split("\n")
        ends = ["\n"] * len(texts)
        if texts[-1]:
            ends[-1] = ""
        else:
            del texts[-1], ends[-1]
        return texts, ends
    pieces = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", raw)
    texts = [piece.rstrip("\r\n") for piece in pieces]
    return texts, [piece[len(text) :] for piece, text in zip(pieces, texts, strict=True)]


def replay(lines: Iterable[Line], edits: Iterable[Edit]) -> str:
    r"""The clean text, made from the raw lines by the edits alone.

    Raises ValueError where an edit does not find the line that it was written for.

    >>> replay(split("a\nb\n"), [Edit(1, "x:y", "a\n", None)])
    'b\n'
    """
    now: dict[int, str | None] = {line.number: line.text + line.end for line in lines}
    for edit in edits:
        if now.get(edit.line) != edit.before:
            raise ValueError(f"line {edit.line} is not the one that {edit.rule} changed")
        now[edit.line] = edit.after
    return "".join(text for text in now.values() if text is not None)


def undo(text: str, edits: Iterable[Edit]) -> str:
    r"""The raw dump, rebuilt from the clean text and the edits, byte for byte.

    Raises ValueError where the edits do not belong to this text.

    >>> undo("b\n", [Edit(1, "x:y", "a\n", None)])
    'a\nb\n'
    """
    first: dict[int, str] = {}
    last: dict[int, tuple[str, str | None]] = {}
    for edit in edits:
        first.setdefault(edit.line, edit.before)
        last[edit.line] = (edit.rule, edit.after)
    kept = iter([line.text + line.end for line in split(text)])
    raw: list[str] = []
    todo = len(first)
    number = 0
    while True:
        number += 1
        if number not in first:
            line = next(kept, None)
            if line is None:
                break
            raw.append(line)
            continue
        todo -= 1
        rule, after = last[number]
        if after is not None and next(kept, None) != after:
            raise ValueError(f"line {number} is not as {rule} left it: these edits belong to another text")
        raw.append(first[number])
    if todo:
        raise ValueError(f"{todo} edits stand below the last line: these edits belong to another text")
    return "".join(raw)


def blank(text: str) -> bool:
    """Whether a line shows nothing: empty, white space, or marks that have no width.

    >>> blank(" \\u200b\\xa0")
    True
    """
    return not text or not text.strip(_SHOWS_NOTHING)


# Scripts written without spaces between words. Han and kana words are about two characters long,
# Thai, Lao, Khmer and Burmese words about four: "最新新闻" counts as two words, not as one.
_HAN = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_THAI = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
DENSE = re.compile(f"{_HAN}|{_THAI}")
_WORD = r"[^\W_]+(?:['’.,:/-][^\W_]+)*"


_spaced = re.compile(_WORD).findall


def dense(text: str) -> tuple[int, int]:
    """How many Han and kana characters a text has, and how many Thai, Lao, Khmer and Burmese ones.

    >>> dense("最新 news"), dense("ข่าว")
    ((2, 0), (0, 4))
    """
    # compiled when the first of them is met: it takes longer than cleaning a page
    return len(re.findall(_HAN, text)), len(re.findall(_THAI, text))


def pieces(text: str) -> set[str]:
    """Every piece as long as a word of the scripts without spaces: two Han or kana characters, four of the others.

    Where words cannot be told, texts about one thing share many of these.

    >>> sorted(pieces("最新消息 3 news"))
    ['新消', '最新', '消息']
    """
    found: set[str] = set()
    for script, size in ((_HAN, 2), (_THAI, 4)):
        for run in re.findall(f"{script}{{{size},}}", text):
            found.update(run[at : at + size] for at in range(len(run) - size + 1))
    return found


def words(text: str) -> int:
    """How many words a text has, in any script.

    Runs of letters and digits count as words. Where a script puts no spaces between words, two
    Han or kana characters, or four Thai, Lao, Khmer or Burmese ones, stand for a word.

    >>> words("Nga, Mỹ đồng ý"), words("最新新闻"), words("|"), words("3.5 %")
    (4, 2, 0, 1)
    """
    if not text.isascii() and DENSE.search(text):
        han, thai = dense(text)
        rest = DENSE.sub(" ", text)
        return (han + 1) // 2 + (thai + 3) // 4 + len(_spaced(rest))
    return len(_spaced(text))


def sentence(text: str) -> bool:
    """Whether a line ends as a sentence does, closing quotes and brackets aside.

    >>> sentence("He left.”"), sentence("Đọc nhiều"), sentence("真的吗？")
    (True, False, True)
    """
    return text.rstrip(_CLOSING)[-1:] in _FINAL


def prose(text: str) -> bool:
    """Whether a line reads as running text: eight words or more that end as a sentence.

    >>> prose("Read more."), prose("The council met on Monday and agreed on a new budget.")
    (False, True)
    """
    # a paragraph's beginning has enough words already, and never more than the whole
    return len(text) > 14 and sentence(text) and (words(text[:80]) >= 8 or words(text) >= 8)


def printable(text: str) -> bool:
    """Whether a text shows all that it is: no tabs, no control characters, no marks that nobody sees, and something.

    >>> printable("Đọc\\xa0nhiều"), printable("a\\tb"), printable("a\\u200bb"), printable("")
    (True, False, False, False)
    """
    return bool(text) and (text.isprintable() or all(c.isprintable() or unicodedata.category(c) == "Zs" for c in text))


def running(text: str) -> bool:
    """Whether a line is running text: prose, or so long that it is however it ends, as one that its author signs.

    >>> running("four words and more " * 5), running("Read more about the council")
    (True, False)
    """
    return prose(text) or words(text) >= _LONG


_LONG = 20  # words
