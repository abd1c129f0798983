"""Which pack fits a document, and by which sign."""

import re

from cleaner.lines.key import key


def host_of(address: str) -> str:
    """The host of a URL, or of a bare host name; "" where there is none.

    >>> host_of("https://www.Example.vn:443/a?b"), host_of("example.vn")
    ('www.example.vn', 'example.vn')
    """
    rest = address.strip().partition("://")[2] or address.strip()
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest.rpartition("@")[2].partition(":")[0].rstrip(".").lower()


def outlet_of(address: str) -> str:
    """What the outlet of a page is called by its host; "" where there is none.

    >>> outlet_of("https://www.example.vn/a"), outlet_of("tech.example.vn")
    ('example.vn', 'tech.example.vn')
    """
    return host_of(address).removeprefix("www.")


def is_host(name: str) -> bool:
    """Whether a name is written as a host below a domain is.

    >>> is_host("example.vn"), is_host("gazette"), is_host("not a host.vn")
    (True, False, False)
    """
    return re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name) is not None


def stem(outlet: str) -> str:
    """What an outlet is called without the ends of its host: what stands before its last part, or its last two.

    >>> stem("example.vn"), stem("news.example.co.uk"), stem("news.example.com"), stem("b.vn"), stem("gazette")
    ('example', 'example', 'example', 'b.vn', 'gazette')
    """
    parts = outlet.split(".")[:-1] or [outlet]
    found = parts[-1] if len(parts) == 1 or len(parts[-1]) > _STEM else parts[-2]
    return found if len(found) >= _STEM else outlet


def names(text: str, outlet: str) -> bool:
    """Whether a text names an outlet, in whole words.

    >>> names("© Example Online Ltd", "example-online.vn"), names("Gửi bài viết", "vi.example")
    (True, False)
    """
    called = {"".join(_parts(name)) for name in (outlet, stem(outlet))}
    parts = _parts(text)
    runs = ("".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, min(a + _RUN, len(parts)) + 1))
    return any(run in called for run in runs)


_STEM = 3  # letters of a host's part that name an outlet without the rest
_RUN = 6  # words of a name


def _parts(text: str) -> list[str]:
    """The words of a text, for comparing names."""
    return re.findall(r"\w+", key(text))
