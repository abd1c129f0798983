"""The match key: the folded form in which a line and a literal are compared. It is never written out."""

import re
import unicodedata
from collections.abc import Iterator

from cleaner.lines.words import INVISIBLE, PORTION, portions

MOST_MARKS = 30  # combining marks in a row that a text may have, as in the Stream-Safe Text Format of UAX 15

BULLETS = "•◦▪▫‣⁃●○■□▸►▶➤·∙"
_BULLETS_AND_SPACE = BULLETS + " "
_INVISIBLE = frozenset(INVISIBLE)
_REMOVE_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))

# Vietnamese has two styles for the place of the tone mark: "hoà" and "hòa" are the same word. Both are in use only
# where no consonant follows: "hoàn" and "khuỷu" have one spelling. In "quý" the u belongs to the onset.
_NEW_TONE_PLACE = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_OLD_TONE_PLACE = {new: old for old, new in _NEW_TONE_PLACE.items()}
_NO_LETTER_FOLLOWS = r"(?![^\W\d_]|[\u0300-\u036f])"
_OLD_TONE = re.compile(rf"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ]){_NO_LETTER_FOLLOWS}")
_EITHER_TONE = rf"(?:o[àáảãạèéẻẽẹ]|[òóỏõọ][ae]|(?<!q)u[ỳýỷỹỵ]|(?<!q)[ùúủũụ]y){_NO_LETTER_FOLLOWS}"

# Three letters look like đ and stay apart under every Unicode normal form: D with stroke, eth (U+00F0) and
# African D (U+0256). Scraped Vietnamese has all of them.
_STROKED = ("đ", "ð", "ɖ")


def plain(text: str) -> str:
    """Return a line as patterns see it: in NFC, without invisible characters, runs of spaces as one space.

    A bullet at the start is left out; the line test `bullet` looks for it in the line itself.

    >>> plain("  •\\xa0Rất  hay\\u200b ")
    'Rất hay'
    """
    if not text.isascii():
        if not _INVISIBLE.isdisjoint(text):
            text = text.translate(_REMOVE_INVISIBLE)
        text = unicodedata.normalize("NFC", stream_safe(text))
    text = " ".join(text.split()) if len(text) <= PORTION else _single_spaced(text)
    if text[:1] in BULLETS:
        return text.lstrip(_BULLETS_AND_SPACE) or text  # a line of nothing but bullets stays as it is
    return text


def _single_spaced(text: str) -> str:
    """A long text with runs of spaces as one space."""
    return " ".join(filter(None, (" ".join(portion.split()) for portion in portions(text))))


def stream_safe(text: str) -> str:
    """Return a text without the marks that follow 30 combining marks in a row.

    Normalising sorts the marks of a letter, in time that grows with the square of their number: 200,000 marks
    take minutes. No script puts more than a few marks on a letter.

    >>> len(stream_safe("a" + 1000 * "\\u0301")), stream_safe("Te\\u0302\\u0301t") == "Te\\u0302\\u0301t"
    (31, True)
    """
    # a longer run covers one of these places, so that hardly any text is read letter by letter
    if len(text) <= MOST_MARKS or not any(map(unicodedata.combining, text[MOST_MARKS :: MOST_MARKS + 1])):
        return text
    out: list[str] = []
    marks = 0
    for character, is_mark in zip(text, map(unicodedata.combining, text), strict=True):
        marks = marks + 1 if is_mark else 0
        if marks <= MOST_MARKS:
            out.append(character)
    return "".join(out)


def fold(text: str) -> str:
    """Return a plain line without differences of case and of the place of Vietnamese tone marks.

    >>> fold("ĐỌC NHIỀU") == fold("Đọc nhiều"), fold("Thuỷ, hoà, quý"), fold("Ðà Nẵng")
    (True, 'thủy, hòa, quý', 'đà nẵng')
    """
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    for look_alike in _STROKED[1:]:
        text = text.replace(look_alike, _STROKED[0])
    return _OLD_TONE.sub(lambda match: _NEW_TONE_PLACE[match[0]], text)


def key(text: str) -> str:
    """Return the match key of a line or a literal. Two texts count as the same if their keys are equal.

    >>> key("  • HOÀ BÌNH") == key("hòa\\xa0bình")
    True
    """
    return fold(plain(text))


def spellings(text: str) -> Iterator[tuple[str, ...]]:
    """Yield for each letter of a literal all spellings with the same match key; one space for a run of spaces.

    >>> list(spellings("Đ hoà"))
    [('đ', 'ð', 'ɖ'), (' ',), ('h',), ('oà', 'òa')]
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", stream_safe(text)).casefold())
    either_tone = re.compile(_EITHER_TONE)  # compiled here, because few pages need it and all would wait for it
    at = 0
    while at < len(text):
        if match := either_tone.match(text, at):
            old = _OLD_TONE_PLACE.get(match[0], match[0])
            yield (old, _NEW_TONE_PLACE[old])
        else:
            yield _STROKED if text[at] in _STROKED else (text[at],)
        at += len(match[0]) if match else 1
