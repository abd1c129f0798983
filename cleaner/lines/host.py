"""Hosts and outlets: the host of a URL, the outlet's name, and whether a text mentions the outlet."""

import re

from cleaner.lines.key import key

_STEM = 3  # letters: a shorter part of a host does not name the outlet on its own
_LONGEST_NAME = 6  # words
_LONGEST_HOST = 253  # characters, as the domain name system allows


def host_of(address: str) -> str:
    """Return the host of a URL or of a bare host name, or "" if there is none. No host has more than 253 characters.

    >>> host_of("https://www.Example.vn:443/a?b"), host_of("example.vn")
    ('www.example.vn', 'example.vn')
    """
    rest = address.strip().partition("://")[2] or address.strip()
    for end in "/?#":
        rest = rest.partition(end)[0]
    host = rest.rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    return host if len(host) <= _LONGEST_HOST else ""


def outlet_of(address: str) -> str:
    """Return the outlet's name, which is the host without "www.", or "" if there is no host.

    >>> outlet_of("https://www.example.vn/a"), outlet_of("tech.example.vn")
    ('example.vn', 'tech.example.vn')
    """
    return host_of(address).removeprefix("www.")


def is_host(name: str, least_parts: int = 2) -> bool:
    """Whether a name has the form of a host: some parts, at least two by default, joined by dots.

    >>> is_host("example.vn"), is_host("gazette"), is_host("not a host.vn"), is_host("localhost", least_parts=1)
    (True, False, False, True)
    """
    return re.fullmatch(r"[\w-]+(?:\.[\w-]+)*", name) is not None and name.count(".") + 1 >= least_parts


def stem(outlet: str) -> str:
    """Return the part of an outlet's host that names it: without the last part, or the last two ("co.uk").

    A part of fewer than three letters is not enough; then the whole host is returned.

    >>> stem("example.vn"), stem("news.example.co.uk"), stem("news.example.com"), stem("b.vn"), stem("gazette")
    ('example', 'example', 'example', 'b.vn', 'gazette')
    """
    parts = outlet.split(".")[:-1] or [outlet]
    name = parts[-1] if len(parts) == 1 or len(parts[-1]) > _STEM else parts[-2]
    return name if len(name) >= _STEM else outlet


def names(text: str, outlet: str) -> bool:
    """Whether a text mentions an outlet by its host or its stem, in whole words.

    >>> names("© Example Online Ltd", "example-online.vn"), names("Gửi bài viết", "vi.example")
    (True, False)
    """
    wanted = {"".join(_words(name)) for name in (outlet, stem(outlet))}
    words = _words(text)
    joined = (
        "".join(words[start:stop])
        for start in range(len(words))
        for stop in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1)
    )
    return any(name in wanted for name in joined)


def _words(text: str) -> list[str]:
    """The words of a text's match key."""
    return re.findall(r"\w+", key(text))
