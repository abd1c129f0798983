"""Which pack a document gets, and the reason that is told."""

import pytest

from cleaner.engine.clean import Cleaner
from cleaner.lines.host import host_of
from cleaner.lines.text import Flag
from cleaner.packs.program import compile_packs
from tests.helpers.packs import library

CLEANER = Cleaner(
    compile_packs(
        library(
            web="about: any",
            outlets__a="detect: {host: a.vn, line: [{starts: A -}, {text: A ONLINE}]}",
            outlets__b="detect: {host: [b.vn, sub.a.vn], line: {starts: B -}}",
            outlets__c="detect: {line: [{text: c one}, {text: c two}], least: 2}",
        )
    )
)
LONG = "x" * 300


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
def test_the_pack_and_the_reason(text: str, host: str | None, pack: str, reason: str) -> None:
    result = CLEANER.clean(text, host)
    assert (result.pack, result.reason) == (pack, reason)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("", ""),
        ("a.vn", "a.vn"),
        ("HTTP://user:pw@A.vn:80/b", "a.vn"),
        ("a.vn/b", "a.vn"),
        ("https://a.vn?q=1", "a.vn"),
        ("a.vn.", "a.vn"),
    ],
)
def test_hosts_are_read_off_addresses(address: str, host: str) -> None:
    assert host_of(address) == host


def test_a_pack_that_is_named_is_used_whatever_the_document_shows() -> None:
    packs = library(web="about: any", a="detect: {line: {text: x}}", b="about: other")
    assert Cleaner(compile_packs(packs, "b"), "b").clean("x").pack == "b"


def test_a_page_whose_article_its_outlet_s_rules_would_take_is_cleaned_as_one_of_no_outlet() -> None:
    program = compile_packs(
        library(
            web="rules: [{id: menu, drop: {line: {text: Menu}}}]",
            outlets__a="""
            extends: [web]
            detect: {host: a.vn}
            rules: [{id: masthead, drop: {region: {through: {starts: Published}}}}]
            """,
        )
    )
    article = "The council met on Monday and agreed on a new budget for the coming year.\n"
    as_before, redesigned = f"Menu\nPublished today\n{article}", f"Menu\n{article}Published today\n"
    assert Cleaner(program).clean(as_before, host="a.vn")[:3:2] == (article, "outlets/a")
    found = Cleaner(program).clean(redesigned, host="a.vn")
    assert (found.text, found.pack) == (f"{article}Published today\n", "web")
    assert found.reason == "outlets/a fits (host a.vn), but would have taken the article"
    why = "no running text would have been left; outlets/a:masthead took most of it"
    assert found.flags == (Flag("most_share", f"{why}; cleaned by web instead"),)
    named = Cleaner(program, "outlets/a").clean(redesigned)
    assert (named.text, named.flags) == (redesigned, (Flag("unchanged", why),))
