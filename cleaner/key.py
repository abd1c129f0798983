"""The match key: the folded form in which a line and a literal are compared. Never written out."""

import re
import unicodedata

from cleaner.text import INVISIBLE

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
_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![^\W\d_]|[\u0300-\u036f])")


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
    # Đ is written in three look-alike letters that stay apart under every normal form: D with stroke,
    # eth U+00F0, African D U+0256. Scraped Vietnamese holds all of them.
    text = unicodedata.normalize("NFC", text).replace("ð", "đ").replace("ɖ", "đ")
    return _TONE.sub(lambda found: _OLD_STYLE[found[0]], text)


def key(text: str) -> str:
    """The match key of a line or a literal: two of them are the same where their keys are.

    >>> key("  • HOÀ BÌNH") == key("hòa\\xa0bình")
    True
    """
    return fold(plain(text))
