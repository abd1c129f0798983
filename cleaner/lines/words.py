"""What a document is: numbered lines, the edits made to them, and the way back to the raw dump."""

import re
import unicodedata

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


def counted(number: int, noun: str) -> str:
    """A number with its noun in the singular or the plural.

    >>> counted(1, "line"), counted(2000, "line")
    ('1 line', '2,000 lines')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"
