"""Words, sentences and running text, in any script; blank lines and invisible characters."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from math import ceil

# Characters without width that occur in real dumps: soft hyphen, zero-width space and joiners, word joiner,
# byte order mark. str.strip() keeps them, so `blank` has to know them.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPACE = (
    " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_SHOWS_NOTHING = _SPACE + INVISIBLE

FULL_STOPS = ".!。！｡।॥۔။።"  # an exclamation mark ends a sentence like a full stop
QUESTION_MARKS = "?？؟"
CLOSING_MARKS = "\"'»›”’)]」』）】*"  # may follow the end of a sentence
_ENDS_SENTENCE = frozenset(FULL_STOPS + QUESTION_MARKS + "…")
_MAY_FOLLOW_END = CLOSING_MARKS + _SPACE  # also with a space between, as in French: "Fin. »"

PROSE_WORDS = 8  # a sentence of at least this many words is prose
LONG_WORDS = 20  # a line of at least this many words is running text, whatever it ends with
_PROSE_CHARS = 15  # shorter lines never have eight words; checking this first is cheap

# Scripts written without spaces between words. A Han or kana word has about two characters; a Thai, Lao, Khmer or
# Burmese word has about four. "最新新闻" therefore counts as two words, not as one.
_HAN = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_THAI = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
_HAN_WORD, _THAI_WORD = 2, 4  # characters
DENSE = f"{_HAN}|{_THAI}"  # pattern of a character of these scripts
# A list of all words of a line takes ten times the memory of the line. So the words of a longer one are looked at in
# portions.
PORTION = 10_000  # characters
_spaced_words = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*").findall


def blank(text: str) -> bool:
    """Whether a line shows nothing: it is empty, or has only white space and characters without width.

    >>> blank(" \\u200b\\xa0")
    True
    """
    return not text or not text.strip(_SHOWS_NOTHING)


def has_dense(text: str) -> bool:
    """Whether a text has a character of a script that is written without spaces."""
    return not text.isascii() and re.search(DENSE, text) is not None  # compiled on first use, as below


def dense(text: str) -> tuple[int, int]:
    """Return the number of Han and kana characters, and the number of Thai, Lao, Khmer and Burmese characters.

    >>> dense("最新 news"), dense("ข่าว")
    ((2, 0), (0, 4))
    """
    if len(text) > PORTION:
        counts = [dense(text[at : at + PORTION]) for at in range(0, len(text), PORTION)]
        return sum(han for han, _ in counts), sum(thai for _, thai in counts)
    # `re` compiles these on first use: compiling them at import takes longer than cleaning a page
    return len(re.findall(_HAN, text)), len(re.findall(_THAI, text))


def pieces(text: str) -> set[str]:
    """Return every word-sized piece of the scripts without spaces: two Han or kana characters, four of the others.

    Words cannot be told apart in these scripts, but texts about the same subject share many pieces.

    >>> sorted(pieces("最新消息 3 news"))
    ['新消', '最新', '消息']
    """
    out: set[str] = set()
    for script, size in ((_HAN, _HAN_WORD), (_THAI, _THAI_WORD)):
        for run in re.findall(f"{script}{{{size},}}", text):
            out.update(run[at : at + size] for at in range(len(run) - size + 1))
    return out


def words(text: str) -> int:
    """Return the number of words in a text, in any script.

    A run of letters and digits is a word. In a script without spaces between words, two Han or kana
    characters, or four Thai, Lao, Khmer or Burmese characters, count as a word.

    >>> words("Nga, Mỹ đồng ý"), words("最新新闻"), words("|"), words("3.5 %")
    (4, 2, 0, 1)
    """
    if has_dense(text):
        han, thai = dense(text)
        rest = re.sub(DENSE, " ", text)
        return ceil(han / _HAN_WORD) + ceil(thai / _THAI_WORD) + _count_spaced(rest)
    return len(_spaced_words(text)) if len(text) <= PORTION else _count_spaced(text)


def _count_spaced(text: str) -> int:
    """The number of words between spaces in a long text."""
    return sum(len(_spaced_words(portion)) for portion in portions(text))


def portions(text: str) -> Iterator[str]:
    """Yield a long text in portions that begin at a space, so that no word is in two of them."""
    at = 0
    while at < len(text):
        end = text.find(" ", at + PORTION)
        end = len(text) if end < 0 else end
        yield text[at:end]
        at = end


def sentence(text: str) -> bool:
    """Whether a line ends like a sentence; closing quotes and brackets at its end are ignored.

    >>> sentence("He left.”"), sentence("Đọc nhiều"), sentence("真的吗？")
    (True, False, True)
    """
    return text.rstrip(_MAY_FOLLOW_END)[-1:] in _ENDS_SENTENCE


def prose(text: str) -> bool:
    """Whether a line is a sentence of at least eight words.

    >>> prose("Read more."), prose("The council met on Monday and agreed on a new budget.")
    (False, True)
    """
    # the first 80 characters of a paragraph usually have enough words, and the whole never has fewer
    return (
        len(text) >= _PROSE_CHARS and sentence(text) and (words(text[:80]) >= PROSE_WORDS or words(text) >= PROSE_WORDS)
    )


def running(text: str) -> bool:
    """Whether a line is running text: prose, or at least twenty words long.

    A long line without a full stop is often a paragraph that ends with its author's name.

    >>> running("four words and more " * 5), running("Read more about the council")
    (True, False)
    """
    return prose(text) or words(text) >= LONG_WORDS


def printable(text: str) -> bool:
    """Whether a text is not empty and has no tabs, control characters or invisible characters.

    >>> printable("Đọc\\xa0nhiều"), printable("a\\tb"), printable("a\\u200bb"), printable("")
    (True, False, False, False)
    """
    return bool(text) and (text.isprintable() or all(c.isprintable() or unicodedata.category(c) == "Zs" for c in text))


def alternatives(names: Sequence[str]) -> str:
    """Return a choice of names, in words.

    >>> alternatives(["byline"]), alternatives(["byline", "date", "caption"])
    ('byline', 'byline, date or caption')
    """
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or the plural.

    >>> counted(1, "line"), counted(2000, "line")
    ('1 line', '2,000 lines')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"
