"""The match key: the folded form in which a line and a literal are compared. Never written out."""

import re
import unicodedata
from collections.abc import Iterator

from cleaner.lines.words import INVISIBLE

BULLETS = "•◦▪▫‣⁃●○■□▸►▶➤·∙"
_BULLETED = BULLETS + " "
_INVISIBLE = frozenset(INVISIBLE)
_DROP_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_OLD_STYLE = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
# Both "hoà" and "hòa" are in use where no consonant follows. In "quý" the u belongs to the
# onset, and "hoàn", "khuỷu" are written in one way only.
_OPEN = r"(?![^\W\d_]|[\u0300-\u036f])"
_TONE = re.compile(rf"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ]){_OPEN}")
_NEW_STYLE = {old: new for new, old in _OLD_STYLE.items()}
_EITHER_TONE = re.compile(rf"(?:o[àáảãạèéẻẽẹ]|[òóỏõọ][ae]|(?<!q)u[ỳýỷỹỵ]|(?<!q)[ùúủũụ]y){_OPEN}")
# Đ is written in three look-alike letters that stay apart under every normal form: D with stroke,
# eth U+00F0, African D U+0256. Scraped Vietnamese holds all of them.
_STROKED = ("đ", "ð", "ɖ")


def plain(text: str) -> str:
    """A line as patterns see it: NFC, one space for any run of spaces, without what shows nothing.

    A bullet at its start is left out; the line test `bullet` asks for it.

    >>> plain("  •\\xa0Rất  hay\\u200b ")
    'Rất hay'
    """
    if not text.isascii():
        if not _INVISIBLE.isdisjoint(text):
            text = text.translate(_DROP_INVISIBLE)
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if text[:1] in BULLETS:
        return text.lstrip(_BULLETED) or text  # a line of nothing but bullets stays what it is
    return text


def fold(text: str) -> str:
    """A plain line, its differences of case and of Vietnamese tone marks folded away.

    >>> fold("ĐỌC NHIỀU") == fold("Đọc nhiều"), fold("Thuỷ, hoà, quý"), fold("Ðà Nẵng")
    (True, 'thủy, hòa, quý', 'đà nẵng')
    """
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    for look_alike in _STROKED[1:]:
        text = text.replace(look_alike, _STROKED[0])
    return _TONE.sub(lambda found: _OLD_STYLE[found[0]], text)


def spellings(text: str) -> Iterator[tuple[str, ...]]:
    """A literal, letter by letter, each in all spellings that the key takes as the same; one space for a run.

    >>> list(spellings("Đ hoà"))
    [('đ', 'ð', 'ɖ'), (' ',), ('h',), ('oà', 'òa')]
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).casefold())
    at = 0
    while at < len(text):
        if found := _EITHER_TONE.match(text, at):
            new = _NEW_STYLE.get(found[0], found[0])
            yield (new, _OLD_STYLE[new])
        else:
            yield _STROKED if text[at] in _STROKED else (text[at],)
        at += len(found[0]) if found else 1


def key(text: str) -> str:
    """The match key of a line or a literal: two of them are the same where their keys are.

    >>> key("  • HOÀ BÌNH") == key("hòa\\xa0bình")
    True
    """
    return fold(plain(text))
