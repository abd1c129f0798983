"""Patterns that can take exponential time, and patterns that look like them and cannot."""

import pytest

from cleaner.lines.ambiguity import explodes

EXPLODES = [
    r"^(\w+\s?)+:$", r"(a|a)+$", r"(a|aa)*c", r"(a+)+b", r"(.*a){20}", r"(?:x+x+)+y", r"([a-z]+|\d+|[a-m])*!", r"(\s*\w*)*$",
    r"^(?:[^,]*,?)*$", r"((ab?)+)+$", r"(\p{L}+\s?)+!", r"(?:a?b?)*c",
    r"(?:\w{1,3})+!", r"(?:ab|a|b)*c", r"(?=(a+)+b)", r"(?>(a+)+b)", r"(?:é|e\u0301|\w)+!", r"^(?:[A-Z]+|[a-z]+|z)+$",
]  # fmt: skip
SAFE = [
    r"^\d+ bình luận$", r"(\d+,)+", r"(\w+\s)+$", r"(?>a+)+b", r"(a++)+b", r"(?:, ?\w+)+$", r"^\d{1,2}:\d{2}$", r"(ab|cd)*e",
    r"^(?:\d+ )?(?:share|like)s?$", r"a*b*c*", r"(?:[a-z]+-)*x", r"^[A-ZĐ ]+$", r"(a{2})+",
    r"^facebook(?:(?: / | )(?:mail|email|messenger|x)){2,}$", r"(?:ab|ac|ad)+$", r"^(?:\w+, )*\w+ and \w+$", r"(?:a?b)+c",
    r"^(?:\p{Lu}\p{Ll}+ )+\p{Lu}\p{Ll}+$", r"^(?:\p{L}+\p{Nd}+)+$", r"^(?:[\p{L}.]+, )+\p{P}$",
    r"^(?:\d+[.:])+\d*$", r"(?:ab?c?)+$", r"\w+\w+\w+", r"(?=(a+))b", r"^(?:[^|]+\|)+[^|]*$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", EXPLODES)
def test_patterns_that_can_take_exponential_time(pattern: str) -> None:
    assert explodes(pattern)


@pytest.mark.parametrize("pattern", SAFE)
def test_patterns_that_cannot_take_exponential_time(pattern: str) -> None:
    assert not explodes(pattern)
