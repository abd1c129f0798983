"""Which pack a document gets, and the reason that is reported."""

import pytest

from cleaner.engine.clean import Cleaner
from tests.helpers.packs import library

PACKS = {
    "web": "about: any",
    "outlets__a": "detect: {host: a.vn, line: [{starts: A -}, {text: A ONLINE}]}",
    "outlets__b": "detect: {host: [b.vn, sub.a.vn], line: {starts: B -}}",
    "outlets__c": "detect: {line: [{text: c one}, {text: c two}], least: 2}",
}
LONG = "x" * 300


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner.of(library(**PACKS))


@pytest.mark.parametrize(
    ("text", "host", "pack", "reason"),
    [
        ("", None, "web", "no outlet's host or fingerprint was found"),
        ("A - x", None, "outlets/a", "fingerprint on line 1"),
        ("x\na online\nA - y", None, "outlets/a", "fingerprint on line 2, 3"),
        (f"A - {LONG}", None, "outlets/a", "fingerprint on line 1"),
        ("A - x", "b.vn", "outlets/b", "host b.vn"),
        ("", "https://www.A.vn/x?y=b.vn", "outlets/a", "host a.vn"),
        ("", "sub.a.vn", "outlets/b", "host sub.a.vn"),
        ("", "nota.vn", "web", "no outlet's host or fingerprint was found"),
        ("A - x\nB - y", None, "web", "fingerprints of several outlets: outlets/a, outlets/b"),
        ("A - x\nB - y\nA online", None, "outlets/a", "fingerprint on line 1, 3"),
        ("c one\nc one", None, "web", "no outlet's host or fingerprint was found"),
        ("c one\nc two", None, "outlets/c", "fingerprint on line 1, 2"),
    ],
)
def test_the_pack_and_the_reason(cleaner: Cleaner, text: str, host: str | None, pack: str, reason: str) -> None:
    result = cleaner.clean(text, host)
    assert (result.pack, result.reason) == (pack, reason)


def test_of_packs_that_fit_equally_well_the_one_that_extends_the_others_wins() -> None:
    own = "extends: outlets/a\n" + PACKS["outlets__a"].replace("host: a.vn, ", "")
    result = Cleaner.of(
        library(
            **PACKS | {"outlets__a": PACKS["outlets__a"] + "\nrules: [{drop: {line: {text: x}}}]", "outlets__own": own}
        )
    ).clean("A - y\nx")
    assert (result.pack, result.text) == ("outlets/own", "A - y\n")
    assert result.reason == "fingerprint on line 1; it extends the other packs that fit"
