"""Hosts of addresses, and texts that mention an outlet."""

import pytest

from cleaner.lines.host import host_of, names


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("", ""),
        ("a.vn", "a.vn"),
        ("HTTP://user:pw@A.vn:80/b", "a.vn"),
        ("a.vn/b", "a.vn"),
        ("https://a.vn?q=1", "a.vn"),
        ("a.vn.", "a.vn"),
        ("a" * 250 + ".vn", "a" * 250 + ".vn"),
        ("a" * 251 + ".vn", ""),
        (f"https://{'a.' * 5000}vn/", ""),
    ],
)
def test_the_host_of_an_address(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("text", "outlet", "mentioned"),
    [
        ("© 2026 Harbour Echo", "harbour-echo.example", True),
        ("HARBOUR-ECHO.EXAMPLE", "harbour-echo.example", True),
        ("© 2026 Harbour Echoes", "harbour-echo.example", False),
        ("© 2026 The Echo", "harbour-echo.example", False),
        ("", "harbour-echo.example", False),
    ],
)
def test_a_text_mentions_an_outlet_in_whole_words(text: str, outlet: str, mentioned: bool) -> None:
    assert names(text, outlet) is mentioned
