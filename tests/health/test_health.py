"""`cleaner rules health`: what is counted, what is found, what is remembered, and how it ends."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.documents import Dump
from cleaner.corpus.plan import Job, plans
from cleaner.corpus.tally import Outlet
from cleaner.health.health import Health, HealthReport, fences, moved, remembered, usual
from cleaner.health.history import History, HistoryError, Rate, Spread, read, written
from cleaner.health.overlap import implies, overlaps
from cleaner.packs.schema import read as pack_of
from tests.helpers.packs import library
from tests.helpers.shell import PROSE, Shell, ends, put
from tests.helpers.shell import shell as shell  # a fixture

DAY = "2024-05-02"


def page(n: int, above: str = "", below: str = "") -> str:
    return f"{above}Bridge {n} opens\n{PROSE.format(n=n)}\n{below}"


def health(
    packs: dict[str, str], pages: list[str], known: History | None = None, host: str | None = None
) -> HealthReport:
    found = Health(library(**packs))
    for n, text in enumerate(pages):
        found.add(Dump(f"{n}.txt", text, host))
    return found.report(DAY, known)


def told(report: HealthReport, kind: str) -> list[str]:
    return [finding.of for finding in report.of(kind)]


# ------------------------------------------------------------------ counting


def test_each_rule_has_its_documents_lines_and_words() -> None:
    rules = "rules:\n  - {id: menu, drop: {line: {text: [Home, Sports news]}}}\n  - {id: own, keep: {line: {text: Weather}}}"
    report = health({"web": rules}, [page(1, "Home\nSports news\nWeather\n"), page(2, "Home\n"), page(3)])
    menu, own = report.rules
    assert (menu.asked, menu.documents, menu.lines, menu.words, menu.share, menu.seen) == (3, 2, 3, 4, 1.0, DAY)
    assert (own.documents, own.lines, own.words, own.seen) == (1, 1, 0, DAY)
    assert report.findings == ()


def test_what_a_guard_has_undone_is_no_reason_to_call_a_rule_stale() -> None:
    packs = {"web": "rules:\n  - {id: all, drop: {region: {from: {starts: Bridge}}}}"}
    report = health(packs, [page(n) for n in range(9)])
    assert (report.unchanged, report.rules[0].documents, report.rules[0].lines) == (9, 9, 0)
    assert report.findings == ()


# ------------------------------------------------------------------ stale and shadowed


IDLE = {
    "acts in one document of many": ("{line: {text: Rare}}", 8, "Rare\n", ""),
    "never acts, in too few documents to say so": ("{line: {text: Gone}}", 7, "", ""),
    "never acts": ("{line: {text: Gone}}", 8, "", "stale"),
    "has its sign where it may not act": ("{line: {text: Bridge 1 opens}}, where: {last: 1}", 8, "", "stale"),
    "is taken by an earlier rule": ("{line: {text: Menu}}", 8, "", "shadowed"),
    "is taken by an earlier rule in a document or two": ("{line: {text: Twice}}", 8, "", "stale"),
    "would take one line more": ("{region: {from: {text: Menu}, through: {starts: Bridge}}}", 8, "", "stale"),
}


@pytest.mark.parametrize(("rule", "pages", "more", "kind"), IDLE.values(), ids=IDLE)
def test_a_rule_that(rule: str, pages: int, more: str, kind: str) -> None:
    first = "{id: first, drop: {line: {text: [Menu, Twice]}}}"
    packs = {"web": f"rules:\n  - {first}\n  - {{id: r, drop: {rule}}}"}
    above = ["Menu\n" + ("Twice\n" if n < 2 else "") + (more if n == 4 else "") for n in range(pages)]
    report = health(packs, [page(n, text) for n, text in enumerate(above)])
    found = [finding for finding in report.findings if finding.of == "web:r" and finding.kind in ("stale", "shadowed")]
    assert [finding.kind for finding in found] == ([kind] if kind else [])
    if kind == "shadowed":
        assert (found[0].by, found[0].why) == (
            "web:first",
            "in all 8 documents looked at, web:first took its lines before it",
        )


@pytest.mark.parametrize(
    ("first", "verb"),
    [
        ("replace: {find: Menu, with: List}, where: {line: {text: Menu}}", "rewrote"),
        ("keep: {line: {text: Menu}}", "protected"),
    ],
)
def test_what_an_earlier_rule_has_done_to_the_lines_is_said(first: str, verb: str) -> None:
    rules = f"rules:\n  - {{id: first, {first}}}\n  - {{id: r, drop: {{line: {{text: Menu}}}}}}"
    (found,) = health({"web": rules}, [page(n, "Menu\n") for n in range(8)]).of("shadowed")
    assert found.why == f"in all 8 documents looked at, web:first {verb} its lines before it"


def test_a_later_rule_casts_no_shadow() -> None:
    rules = (
        "rules:\n  - {id: early, drop: {line: {text: Menu}}, where: {after: {text: Nowhere}}}"
        "\n  - {id: late, drop: {line: {text: Menu}}}"
    )
    report = health({"web": rules}, [page(n, "Menu\n") for n in range(8)])
    assert (told(report, "shadowed"), told(report, "stale")) == ([], ["web:early"])


def test_a_rule_whose_lines_are_protected_is_shadowed_by_the_one_that_keeps_them() -> None:
    rules = "rules:\n  - {id: own, keep: {line: {text: Menu}}}\n  - {id: r, drop: {line: {text: Menu}}}"
    report = health({"web": rules}, [page(n, "Menu\n") for n in range(8)])
    assert [(one.of, one.by) for one in report.of("shadowed")] == [("web:r", "web:own")]


def test_rules_of_a_pack_that_no_document_called_for_are_not_judged() -> None:
    packs = {
        "web": "rules:\n  - {id: menu, drop: {line: {text: Menu}}}",
        "outlets__b.vn": "extends: [web]\ndetect: {host: b.vn}\nrules:\n  - {id: r, drop: {line: {text: Gone}}}",
    }
    report = health(packs, [page(n, "Menu\n") for n in range(9)])
    assert next(row.asked for row in report.rules if row.rule == "outlets/b.vn:r") == 0
    assert report.findings == ()


# ------------------------------------------------------------------ duplicate and contained

PAIRS = {
    "other literals": ("{line: {text: [A, B]}}", "{line: {text: [C, D]}}", ""),
    "some of the literals": ("{line: {text: [A, B]}}", "{line: {text: [B, C]}}", ""),
    "the same literals under another window": ("{line: {text: A}}, where: {first: 3}", "{line: {text: A}}, where: {last: 3}", ""),
    "the same literals in another selector": ("{line: {text: A}}", "{block: {any: {text: A}}}", ""),
    "the wider rule has a guard": ("{line: {text: A}}", "{line: {text: [A, B]}}, most_share: 0.5", ""),
    "the wider rule asks for more": ("{line: {text: A}}", "{line: {text: [A, B], bullet: true}}", ""),
    "regions that end elsewhere": ("{region: {from: {text: A}}}", "{region: {from: {text: [A, B]}, most: 3}}", ""),
    "starts without the space": ("{line: {starts: By}}", "{line: {starts: 'By ', bullet: true}}, most_share: 1", "contained"),
    "long lines": ("{line: {starts: A, chars: {most: 600}}}", "{line: {starts: A}}", ""),
    "parts that can be kept": ("{line: {text: A}}, part: byline", "{line: {text: [A, B]}}", ""),
    "patterns": ("{line: {regex: ab}}", "{line: {regex: a}}", ""),
    "the same by match key": ("{line: {text: HOÀ BÌNH}}", "{line: {text: hòa bình}}", "duplicate"),
    "fewer literals": ("{line: {text: A}}", "{line: {text: [a, B]}}", "contained"),
    "a narrower window": ("{line: {text: A}}, where: {first: 3}", "{line: {text: A}}", "contained"),
    "a whole line that starts so": ("{line: {text: Read more on it}}", "{line: {starts: Read more}}", "contained"),
    "fewer words": ("{line: {starts: A, words: {most: 3}}}", "{line: {starts: A, words: {most: 5}}}", "contained"),
    "one of any": ("{run: {of: {text: A}, least: 2}}", "{run: {of: {any: [{text: [A, B]}, {ends: C}]}, least: 2}}", ""),
    "regions from fewer markers": ("{region: {from: {text: A}}}", "{region: {from: {text: [A, B]}}}", ""),
    "the same region": ("{region: {from: {text: A}, most: 3}}", "{region: {from: {text: a}, most: 3}}", "duplicate"),
    "the same region under another guard": ("{region: {from: {text: A}}}, most_share: 0.5", "{region: {from: {text: A}}}", ""),
    "the same guard on fewer literals": ("{line: {text: A}}, most_share: 0.5", "{line: {text: [A, B]}}, most_share: 0.5", ""),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "kind"), PAIRS.values(), ids=PAIRS)
def test_rules_are_compared_as_they_are_written(one: str, other: str, kind: str) -> None:
    packs = library(web=f"rules:\n  - {{id: one, drop: {one}}}\n  - {{id: other, drop: {other}}}")
    found = ["duplicate" if overlap.same else "contained" for overlap in overlaps(packs)]
    assert found == ([kind] if kind else [])


def test_of_two_rules_that_are_the_same_the_later_one_is_told() -> None:
    rule = "rules:\n  - {id: r, drop: {line: {text: A}}}"
    packs = library(web=f"extends: [a]\n{rule}", a=rule)
    assert [(one.rule.name, one.by.name) for one in overlaps(packs)] == [("a:r", "web:r")]


def test_a_rule_is_not_told_where_the_other_one_acts_in_one_of_its_packs_only() -> None:
    own = "extends: [web]\ndetect: {host: a.vn}\nrules:\n  - {id: own, drop: {line: {text: [A, B]}}}"
    packs = library(web="rules:\n  - {id: r, drop: {line: {text: A}}}", outlets__a=own)
    assert [*overlaps(packs)] == []
    twin = library(web="rules:\n  - {id: r, drop: {line: {text: [A, B]}}}", outlets__a=own)
    assert [(one.rule.name, one.by.name, one.same) for one in overlaps(twin)] == [("outlets/a:own", "web:r", True)]


def test_rules_of_packs_that_never_act_together_are_not_compared() -> None:
    rule = "rules:\n  - {id: r, drop: {line: {text: A}}}"
    assert [*overlaps(library(web="about: any", a=rule, b=rule))] == []
    switched_off = library(web=f"extends: [a]\nwithout: [a:r]\n{rule}", a=rule)
    assert [*overlaps(switched_off)] == []


def test_replacements_are_compared_by_what_they_look_for_and_put() -> None:
    def found(one: str, other: str) -> list[bool]:
        rules = f"rules:\n  - {{id: one, replace: {one}}}\n  - {{id: other, replace: {other}}}"
        return [overlap.same for overlap in overlaps(library(web=rules))]

    assert found("{find: A -}", "{find: [A -, B -]}") == [False]
    assert found("{find: A -}", "{find: [A -, B -], with: x}") == []
    assert found("{find: A -}", "{regex: A -}") == []


def test_implication_holds_for_lines() -> None:
    """What is read off two tests agrees with what they say of lines."""
    from cleaner.lines.linetest import passes

    texts = ["{text: A b}", "{starts: A}", "{ends: b}", "{contains: ' '}", "{starts: A, words: {most: 2}}", "{bullet: true}",
             "{any: [{text: A b}, {text: A c}]}", "{not: {ends: b}}", "{text: [A b, A c], sentence: false}"]  # fmt: skip
    rules = "rules:\n" + "\n".join(f"  - {{id: r{n}, drop: {{line: {text}}}}}" for n, text in enumerate(texts))
    pack, _ = pack_of(rules, "", "p")
    assert pack is not None
    tests = [rule.selector.anchor()[0] for rule in pack.rules if rule.selector]
    lines = ["A b", "a B", "• A b", "A c", "A b c", "Ab", "b", "c A b.", "A", "- A b", ""]
    implied = [(one, other) for one in tests for other in tests if one and other and implies(one, other)]
    assert len(implied) > len(tests)
    for one, other in implied:
        assert all(passes(other, line) for line in lines if passes(one, line))


# ------------------------------------------------------------------ risen, fallen

RATES = {
    "the same": ((50, 100), (50, 100), False),
    "a little less": ((50, 100), (45, 100), False),
    "a little less of very many": ((50_000, 100_000), (49_000, 100_000), False),
    "much less of very few": ((9, 10), (5, 10), False),
    "never, and never before": ((0, 100), (0, 100), False),
    "always, as before": ((100, 100), (9, 9), False),
    "once in a short run, rare in a long one": ((30, 10_000), (1, 10), False),
    "often in a short run, rare in a long one": ((30, 10_000), (4, 10), True),
    "a little more of so many that the sum is long": ((500_000, 1_000_000), (501_000, 1_000_000), False),
    "half as often": ((60, 100), (30, 100), True),
    "no longer, where it was rare": ((200, 10_000), (0, 10_000), True),
    "twice as often": ((20, 100), (45, 100), True),
}


@pytest.mark.parametrize(("was", "now", "wanted"), RATES.values(), ids=RATES)
def test_a_rate_moves_where_chance_does_not_explain_it(
    was: tuple[int, int], now: tuple[int, int], wanted: bool
) -> None:
    before, after = Rate(*was, None), Rate(*now, None)
    assert moved(before, after) is wanted
    assert moved(after, before) is wanted


def test_a_run_of_many_rates_asks_for_more() -> None:
    assert moved(Rate(9, 30, None), Rate(20, 30, None))
    assert not moved(Rate(9, 30, None), Rate(20, 30, None), 1000)


def test_rules_are_compared_with_the_last_run() -> None:
    packs = {"web": "rules:\n  - {id: a, drop: {line: {text: Menu}}}\n  - {id: b, drop: {line: {text: Log in}}}"}
    known = History("2024-04-01", {"web:a": Rate(40, 40, "2024-04-01"), "web:b": Rate(0, 40, "2023-01-09")})
    report = health(packs, [page(n, "Log in\n") for n in range(40)], known)
    assert (told(report, "fallen"), told(report, "risen")) == (["web:a"], ["web:b"])
    assert report.of("fallen")[0].why == "it acted in 40 of 40 documents, now in 0 of 40"
    assert [(row.seen, row.before) for row in report.rules] == [("2024-04-01", 1.0), (DAY, 0.0)]
    assert told(report, "stale") == ["web:a"]


# ------------------------------------------------------------------ outlets


def outlet(shares: dict[int, int]) -> Outlet:
    made = Outlet()
    made.documents, made.shares = sum(shares.values()), Counter(shares)
    return made


def test_the_fences_of_a_run_are_wide_where_its_documents_are_alike() -> None:
    assert fences(outlet({50: 20})) == (30, 70)
    assert fences(outlet({10: 10, 50: 10, 90: 10})) == (-110, 210)


def test_the_band_of_earlier_runs_narrows_with_more_documents() -> None:
    runs = (Spread("2024-01-01", 100, 50.0, 10.0), Spread("2024-02-01", 100, 52.0, 10.0))
    few, many = usual(runs, 8), usual(runs, 1000)
    assert few.low < many.low < 51 < many.high < few.high
    assert usual(runs[:1], 10_000) == (45.0, 55.0)


MASTHEAD = {
    "web": "about: any",
    "outlets__a.vn": "extends: [web]\ndetect: {host: a.vn}\nrules:\n"
    "  - {id: head, drop: {region: {through: {text: END OF MENU}}}}",
}


def menu(end: str) -> str:
    return "a line of the menu\n" * 20 + end + "\n"


def test_a_redesign_inside_one_run_is_told_with_documents() -> None:
    pages = [page(n, menu("END OF MENU" if n < 30 else "THE MENU ENDS")) for n in range(36)]
    report = health(MASTHEAD, pages, host="https://www.a.vn/x")
    (found,) = report.of("redesign")
    assert found.of == "a.vn"
    assert found.why.startswith("6 of 36 documents lie outside of what is usual")
    assert found.documents[0] == "30.txt (0 %)"
    assert len(found.documents) == 5


@pytest.mark.parametrize("strays", [0, 1, 3])
def test_a_few_odd_documents_are_no_redesign(strays: int) -> None:
    pages = [page(n, menu("END OF MENU" if n >= strays else "THE MENU ENDS")) for n in range(36)]
    assert health(MASTHEAD, pages, host="a.vn").of("redesign") == []


def test_an_outlet_of_few_documents_is_not_judged() -> None:
    pages = [page(n, menu("END OF MENU" if n < 3 else "THE MENU ENDS")) for n in range(7)]
    known = History("2024-04-01", {}, {"a.vn": (Spread("2024-04-01", 50, 95.0, 1.0),)})
    assert health(MASTHEAD, pages, known, "a.vn").findings == ()


def test_an_outlet_that_left_its_usual_band_since_earlier_runs_is_told() -> None:
    old = [page(n, menu("END OF MENU")) for n in range(12)]
    new = [page(n, menu("THE MENU ENDS")) for n in range(12)]
    first = health(MASTHEAD, old, host="a.vn")
    known = remembered(first._replace(date="2024-04-01"), History())
    assert health(MASTHEAD, old, known, "a.vn").findings == ()
    report = health(MASTHEAD, new, known, "a.vn")
    (found,) = report.of("redesign")
    assert found.why.startswith("0 % of its words are removed; by 1 earlier run, ")
    assert len(found.documents) == 5
    assert told(report, "fallen") == ["outlets/a.vn:head"]


@pytest.mark.parametrize(("strangers", "others", "finds"), [(12, 0, True), (8, 4, True), (7, 4, False), (0, 12, False)])
def test_an_outlet_that_no_document_shows_any_more_is_told(strangers: int, others: int, finds: bool) -> None:
    packs = {"web": "about: any", "outlets__a.vn": "extends: [web]\ndetect: {host: a.vn, line: {text: A ONLINE}}"}

    def seen(texts: list[tuple[str, str | None]], known: History) -> HealthReport:
        found = Health(library(**packs))
        for n, (text, host) in enumerate(texts):
            found.add(Dump(str(n), page(n, text), host))
        return found.report("2024-05-01", known)

    first = seen([("A ONLINE\n", None)] * 12, History())
    known = remembered(first._replace(date="2024-04-01"), History())
    assert list(known.outlets) == ["a.vn"]
    report = seen([("A DAILY\n", None)] * strangers + [("", "b.vn")] * others, known)
    assert [(one.of, one.why[:47]) for one in report.of("redesign")] == [
        ("a.vn", "12 documents showed it in the last run, now non")
    ] * finds


def test_documents_without_a_host_count_for_the_outlet_that_their_text_shows_or_for_none() -> None:
    packs = {
        "web": "about: any",
        "outlets__a.vn": "extends: [web]\ndetect: {host: a.vn, line: {text: A ONLINE}}",
    }
    found = Health(library(**packs))
    for n, (text, host) in enumerate([("A ONLINE\n", None), ("", "http://www.a.vn/"), ("", ""), ("", "b.vn")]):
        found.add(Dump(str(n), page(n, text), host))
    report = found.report(DAY)
    assert {name: one.documents for name, one in report.outlets.items()} == {"a.vn": 2, "b.vn": 1}
    assert report.nameless == 2


# ------------------------------------------------------------------ the history


def test_a_history_comes_back_as_it_was_written() -> None:
    known = History(
        "2024-05-01", {"a:b": Rate(1, 2, None), "Đ:x": Rate(0, 0, "2024-01-01")}, {"a.vn": (Spread("x", 9, 1.5, 0),)}
    )
    assert read(written(known)) == known
    assert read(written(History())) == History()


def test_a_second_run_of_a_day_takes_the_place_of_the_first() -> None:
    known = History()
    for day, mean in (("2024-05-01", 10.0), ("2024-05-02", 20.0), ("2024-05-02", 30.0)):
        known = known.later(day, {}, {"a.vn": Spread(day, 9, mean, 0.0)})
    assert [run.mean for run in known.outlets["a.vn"]] == [10.0, 30.0]


def test_only_so_many_runs_are_remembered() -> None:
    known = History()
    for n in range(100):
        known = known.later(str(n), {}, {"a.vn": Spread(str(n), 9, 1.0, 0.0)})
    assert len(known.outlets["a.vn"]) == 30
    assert known.outlets["a.vn"][-1].date == "99"


def test_a_rate_of_many_documents_is_not_given_up_for_one_of_a_few() -> None:
    packs = {"web": "rules:\n  - {id: a, drop: {line: {text: Menu}}}"}
    known = History("2024-04-01", {"web:a": Rate(40, 50, "2024-04-01"), "gone:b": Rate(1, 9, None)})
    later = remembered(health(packs, [page(1, "Menu\n")], known), known)
    assert later.rules == {"web:a": Rate(40, 50, DAY), "gone:b": Rate(1, 9, None)}


FAULTS = {
    b"": "it is no JSON",
    b"[]": "it holds no history",
    b'{"a": 1}': "it holds no history",
    b'{"version": 2}': "its version is 2",
    b'{"version": 1, "date": 5}': "date:",
    b'{"version": 1, "date": "", "rules": []}': "rules: there has to be a table",
    b'{"version": 1, "date": "", "rules": {"a": [3, 2, null]}, "outlets": {}}': "rules: a: there has to be",
    b'{"version": 1, "date": "", "rules": {"a": [true, 2, null]}, "outlets": {}}': "rules: a: there has to be",
    b'{"version": 1, "date": "", "rules": {}, "outlets": {"a": [["x", 0, 1, 1]]}}': "outlets: a: there have to be",
    b'{"version": 1, "date": "", "rules": {}, "outlets": {"a": [["x", 1, NaN, 1]]}}': "outlets: a: there have to be",
}


@pytest.mark.parametrize(("data", "said"), FAULTS.items(), ids=FAULTS.values())
def test_a_file_that_is_no_history_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(HistoryError) as error:
        read(data)
    assert said in str(error.value)


# ------------------------------------------------------------------ the command


@pytest.fixture
def dumps(shell: Shell) -> Shell:
    for n in range(9):
        put(f"dumps/{n}.txt", page(n, "Menu\nA ONLINE PAPER\n", "Share this\n"))
    return shell


def test_the_report_has_sums_a_row_a_rule_and_the_findings(dumps: Shell) -> None:
    ran = dumps("rules", "health", "dumps")
    ends(ran, 0)
    assert ran.out.startswith("9 documents, 243 words, 22.2% removed; 2 of 3 rules acted\n")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["outlets/a.vn:masthead", "9", "9", "18", "36", "66.7%"] in [row[:-1] for row in rows]
    assert not any(row[:1] == ["web:tail"] for row in rows)  # it did not act
    assert ["a.vn", "9", "22", "%"] in rows
    assert ran.out.endswith("\nstale: 1\n  web  tail\n")
    short = dumps("rules", "health", "dumps", "--show", "1").out
    assert "and 1 more rule; --show N shows so many, --format json has all" in short


def test_json_has_all(dumps: Shell) -> None:
    ran = dumps("rules", "health", "dumps", "--format", "json")
    ends(ran, 0)
    facts: dict[str, Any] = json.loads(ran.out)
    assert list(facts) == ["date", "documents", "words", "removed", "unchanged", "without_host", "rules", "outlets", "findings", "failed", "unread"]  # fmt: skip
    assert list(facts["rules"][0]) == ["rule", "place", "asked", "documents", "lines", "words", "share", "seen", "before", "findings"]  # fmt: skip
    assert list(facts["findings"]) == ["stale", "shadowed", "duplicate", "contained", "risen", "fallen", "redesign"]
    assert facts["findings"]["stale"] == [
        {"of": "web:tail", "why": "it acted in none of 9 documents", "by": None, "documents": []}
    ]
    assert facts["outlets"] == [
        {"outlet": "a.vn", "documents": 9, "usual": 22, "mean": 22.0, "deviation": 0.0, "fences": [2.0, 42.0]}
    ]
    assert facts["without_host"] == 9


def test_fail_on_names_what_ends_the_run_with_1(dumps: Shell) -> None:
    ends(dumps("rules", "health", "dumps", "--fail-on", "shadowed, redesign"), 0)
    ran = dumps("rules", "health", "dumps", "--fail-on", "redesign,stale")
    ends(ran, 1, "--fail-on stale,redesign: 1 stale")
    assert "stale: 1" in ran.out


def test_only_the_rules_of_some_packs_are_told(dumps: Shell) -> None:
    ends(dumps("rules", "health", "dumps", "--fail-on", "stale", "--only", "outlets/*"), 0)
    ran = dumps("rules", "health", "dumps", "--fail-on", "stale", "--only", "outlets/*,web", "--history", "h.json")
    ends(ran, 1, "--fail-on stale: 1 stale")
    told = json.loads(dumps("rules", "health", "dumps", "--only", "outlets/*", "--format", "json").out)
    assert {row["rule"].rpartition(":")[0] for row in told["rules"]} == {"outlets/a.vn"}
    ends(dumps("rules", "health", "dumps", "--only", "outlets/a.vn", "--history", "h.json"), 0)
    assert "web:tail" in read(Path("h.json").read_bytes()).rules  # the history is of all


def test_what_makes_the_figures_of_outlets_partial_is_said(dumps: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    ends(dumps("rules", "health", "dumps", "--url-field", "ulr"), 0, "no document has a host in 'ulr'")
    monkeypatch.setattr("cleaner.corpus.tally.MOST", 3)
    monkeypatch.setattr("cleaner.cli.rules.health.MOST", 3)
    put("hosts.jsonl", "".join(json.dumps({"text": page(n), "url": f"{n}.vn"}) + "\n" for n in range(9)))
    ends(dumps("rules", "health", "hosts.jsonl"), 0, "6 documents of further outlets than 3 are counted together")


def test_documents_of_two_folders_have_different_names(dumps: Shell) -> None:
    put("other/1.txt", b"\xe1\xba")
    put("dumps/1.txt", b"\xe1\xba")
    ends(
        dumps("rules", "health", "dumps", "other"),
        3,
        "dumps/1.txt: byte 0",
        "other/1.txt: byte 0",
        "convert it to UTF-8",
    )


def test_the_history_is_made_compared_with_and_kept_where_a_run_fails_on_a_change(dumps: Shell) -> None:
    with_history = ("rules", "health", "dumps", "--history", "h.json", "--fail-on", "fallen,redesign")
    ends(dumps(*with_history), 0, "h.json: written; the next run is compared with this one")
    known = read(Path("h.json").read_bytes())
    put("h.json", written(known._replace(outlets={"a.vn": (Spread("2024-01-01", 9, 22.0, 0.0),)})))
    ends(dumps(*with_history), 0)
    for n in range(9):
        put(f"dumps/{n}.txt", page(n, "Menu\nA PAPER ONLINE\n", "Share this\n"))
    put(
        "dumps/x.jsonl",
        "".join(json.dumps({"text": page(n, "Menu\nA PAPER\n"), "url": "a.vn"}) + "\n" for n in range(30)),
    )
    before = Path("h.json").read_bytes()
    ran = dumps(*with_history)
    ends(ran, 1, "--fail-on fallen,redesign: 2 fallen, 1 redesign", "h.json: not written, because", "9 of 39 documents")
    assert Path("h.json").read_bytes() == before
    ends(dumps(*with_history[:5]), 0, "9 of 39 documents have no host in 'url'", "9 are left out of the outlets")
    assert Path("h.json").read_bytes() != before


BAD = {
    "nothing there": (["nowhere"], 2, "nowhere: there is no such file or folder"),
    "an empty folder": (["empty"], 2, "empty: there are no dumps here"),
    "standard input": (["-"], 2, "standard input is not read here"),
    "an unknown finding": (["dumps", "--fail-on", "stael"], 2, "did you mean 'stale'?"),
    "a change without a history": (["dumps", "--fail-on", "risen"], 2, "say --history FILE"),
    "no pack of such a name": (["dumps", "--only", "oulets/*"], 2, "--only oulets/*: there is no pack of such a name"),
    "an unknown pack": (
        ["dumps", "--pack", "wed"],
        2,
        "--pack wed: there is no pack of this name; did you mean 'web'?",
    ),
    "a faulty pack": (["dumps", "--rules", "faulty"], 2, "b.vn.yaml:1:1: unknown key 'ruls'"),
    "a history that is none": (["dumps", "--history", "bad.txt"], 2, "bad.txt: it is no JSON"),
    "a history in no folder": (["dumps", "--history", "x/h.json"], 2, "there is no folder x"),
    "too few documents to fail on": (["dumps/1.txt", "--fail-on", "stale"], 2, "there have to be 8 documents"),
    "too few documents": (["dumps/1.txt"], 0, "too few documents: by fewer than 8 no rule is called stale"),
    "nothing that can be read": (["bad.txt"], 3, "bad.txt: byte 0 (0xe1) is not utf-8"),
    "one that cannot be read": (["bad.txt", "dumps", "--history", "h.json"], 3, "h.json: not written, because not all"),
    "records without the field": (["dumps", "some.jsonl"], 3, "some.jsonl:1: the record has no field 'text'"),
}


@pytest.mark.parametrize(("args", "code", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_told(dumps: Shell, args: list[str], code: int, said: str) -> None:
    Path("empty").mkdir()
    put("bad.txt", b"\xe1\xba")
    put("some.jsonl", '{"body": "x"}\n')
    put("faulty/outlets/b.vn.yaml", "ruls: []")
    ends(dumps("rules", "health", *args), code, said)
    assert not Path("h.json").exists()


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_counted(
    dumps: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(*args: Any) -> list[Job]:
        return [
            *plans(*args),
            Job("dumps/shut", "", "shut", "", "shut", fault="dumps/shut: the folder cannot be read"),
        ]

    monkeypatch.setattr("cleaner.corpus.documents.plans", some)
    ran = dumps("rules", "health", "dumps", "--format", "json")
    ends(ran, 3, "dumps/shut: the folder cannot be read")
    facts = json.loads(ran.out)
    assert (facts["documents"], facts["failed"]) == (9, 1)


def test_the_real_command_knows_the_shipped_packs(tmp_path: Path) -> None:
    for n in range(8):
        (tmp_path / f"{n}.txt").write_text(page(n, "", "Advertisement\n"), encoding="utf-8")
    command = [sys.executable, "-m", "cleaner", "rules", "health", ".", "--format", "json", "--history", "h.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    facts = json.loads(done.stdout)
    rows = {row["rule"]: row for row in facts["rules"]}
    assert len(rows) > 300
    assert rows["common/ads:marks"]["documents"] == 8
    assert len(read((tmp_path / "h.json").read_bytes()).rules) > 100
