"""What a health report finds, and what it leaves alone."""

import pytest

from cleaner.health.health import with_report
from cleaner.health.health_report import FindingKind, HealthReport
from cleaner.health.history import History, Rate, Spread
from tests.helpers.corpus import DAY, health, health_of, page


def subjects(report: HealthReport, kind: FindingKind) -> list[str]:
    """The rules or outlets of all findings of one kind."""
    return [finding.subject for finding in report.of(kind)]


# ------------------------------------------------------------------ stale and shadowed


IDLE = {
    "acts in one document of many": ("{line: {text: Rare}}", 8, "Rare\n", ""),
    "never acts, in too few documents to say so": ("{line: {text: Gone}}", 7, "", ""),
    "never acts": ("{line: {text: Gone}}", 8, "", "stale"),
    "finds its line where it may not act": ("{line: {text: Bridge 1 opens}}, where: {last: 1}", 8, "", "stale"),
    "loses its lines to an earlier rule": ("{line: {text: Menu}}", 8, "", "shadowed"),
    "loses its lines to an earlier rule in a document or two": ("{line: {text: Twice}}", 8, "", "stale"),
    "would remove one more line": ("{region: {from: {text: Menu}, through: {starts: Bridge}}}", 8, "", "stale"),
}


@pytest.mark.parametrize(("rule", "pages", "more", "kind"), IDLE.values(), ids=IDLE)
def test_a_rule_that(rule: str, pages: int, more: str, kind: str) -> None:
    first = "{id: first, drop: {line: {text: [Menu, Twice]}}}"
    packs = {"web": f"rules:\n  - {first}\n  - {{id: r, drop: {rule}}}"}
    above = ["Menu\n" + ("Twice\n" if n < 2 else "") + (more if n == 4 else "") for n in range(pages)]
    report = health(packs, [page(n, text) for n, text in enumerate(above)])
    findings = [found for found in report.findings if found.subject == "web:r" and found.kind in ("stale", "shadowed")]
    assert [finding.kind for finding in findings] == ([kind] if kind else [])
    if kind == "shadowed":
        why = "in all 8 documents with its lines, web:first removed them first"
        assert (findings[0].by, findings[0].why) == ("web:first", why)


@pytest.mark.parametrize(
    ("first", "verb"),
    [
        ("replace: {find: Menu, with: List}, where: {line: {text: Menu}}", "rewrote"),
        ("keep: {line: {text: Menu}}", "protected"),
    ],
)
def test_a_shadowed_rule_says_what_the_earlier_rule_does_to_its_lines(first: str, verb: str) -> None:
    rules = f"rules:\n  - {{id: first, {first}}}\n  - {{id: r, drop: {{line: {{text: Menu}}}}}}"
    (finding,) = health({"web": rules}, [page(n, "Menu\n") for n in range(8)]).of("shadowed")
    assert finding.why == f"in all 8 documents with its lines, web:first {verb} them first"


def test_a_later_rule_casts_no_shadow() -> None:
    rules = (
        "rules:\n  - {id: early, drop: {line: {text: Menu}}, where: {after: {text: Nowhere}}}"
        "\n  - {id: late, drop: {line: {text: Menu}}}"
    )
    report = health({"web": rules}, [page(n, "Menu\n") for n in range(8)])
    assert (subjects(report, "shadowed"), subjects(report, "stale")) == ([], ["web:early"])


def test_a_rule_whose_lines_are_protected_is_shadowed_by_the_rule_that_protects_them() -> None:
    rules = "rules:\n  - {id: own, keep: {line: {text: Menu}}}\n  - {id: r, drop: {line: {text: Menu}}}"
    report = health({"web": rules}, [page(n, "Menu\n") for n in range(8)])
    assert [(finding.subject, finding.by) for finding in report.of("shadowed")] == [("web:r", "web:own")]


def test_a_rule_of_a_pack_that_no_document_gets_is_not_judged() -> None:
    packs = {
        "web": "rules:\n  - {id: menu, drop: {line: {text: Menu}}}",
        "outlets__b.vn": "extends: [web]\ndetect: {host: b.vn}\nrules:\n  - {id: r, drop: {line: {text: Gone}}}",
    }
    report = health(packs, [page(n, "Menu\n") for n in range(9)])
    assert next(row.asked for row in report.rules if row.rule == "outlets/b.vn:r") == 0
    assert report.findings == ()


# ------------------------------------------------------------------ risen and fallen


def test_rules_are_compared_with_the_last_run() -> None:
    packs = {"web": "rules:\n  - {id: a, drop: {line: {text: Menu}}}\n  - {id: b, drop: {line: {text: Log in}}}"}
    history = History("2024-04-01", {"web:a": Rate(40, 40, "2024-04-01"), "web:b": Rate(0, 40, "2023-01-09")})
    report = health(packs, [page(n, "Log in\n") for n in range(40)], history)
    assert (subjects(report, "fallen"), subjects(report, "risen")) == (["web:a"], ["web:b"])
    assert report.of("fallen")[0].why == "acted in 40 of 40 documents, now in 0 of 40"
    assert [(row.seen, row.before) for row in report.rules] == [("2024-04-01", 1.0), (DAY, 0.0)]
    assert subjects(report, "stale") == ["web:a"]


# ------------------------------------------------------------------ redesigned outlets

MASTHEAD = {
    "web": "about: any",
    "outlets__a.vn": "extends: [web]\ndetect: {host: a.vn}\nrules:\n"
    "  - {id: head, drop: {region: {through: {text: END OF MENU}}}}",
}


def menu(end: str) -> str:
    return "a line of the menu\n" * 20 + end + "\n"


def test_a_redesign_inside_one_run_is_found_with_documents_to_look_at() -> None:
    pages = [page(n, menu("END OF MENU" if n < 30 else "THE MENU ENDS")) for n in range(36)]
    report = health(MASTHEAD, pages, host="https://www.a.vn/x")
    (finding,) = report.of("redesign")
    assert finding.subject == "a.vn"
    assert finding.why.startswith("6 of 36 documents did not lose the usual ")
    assert finding.documents[0] == "30.txt (0 %)"
    assert len(finding.documents) == 5


@pytest.mark.parametrize("strays", [0, 1, 3])
def test_a_few_odd_documents_are_no_redesign(strays: int) -> None:
    pages = [page(n, menu("END OF MENU" if n >= strays else "THE MENU ENDS")) for n in range(36)]
    assert health(MASTHEAD, pages, host="a.vn").of("redesign") == []


def test_an_outlet_of_few_documents_is_not_judged() -> None:
    pages = [page(n, menu("END OF MENU" if n < 3 else "THE MENU ENDS")) for n in range(7)]
    history = History("2024-04-01", {}, {"a.vn": (Spread("2024-04-01", 50, 95.0, 1.0),)})
    assert health(MASTHEAD, pages, history, "a.vn").findings == ()


def test_an_outlet_outside_the_band_of_earlier_runs_is_found() -> None:
    old = [page(n, menu("END OF MENU")) for n in range(12)]
    new = [page(n, menu("THE MENU ENDS")) for n in range(12)]
    first = health(MASTHEAD, old, host="a.vn")
    history = with_report(History(), first._replace(date="2024-04-01"))
    assert health(MASTHEAD, old, history, "a.vn").findings == ()
    report = health(MASTHEAD, new, history, "a.vn")
    (finding,) = report.of("redesign")
    assert finding.why.startswith("0 % of the words were removed; in 1 earlier run ")
    assert len(finding.documents) == 5
    assert subjects(report, "fallen") == ["outlets/a.vn:head"]


@pytest.mark.parametrize(("strangers", "others", "found"), [(12, 0, True), (8, 4, True), (7, 4, False), (0, 12, False)])
def test_an_outlet_without_documents_is_found_if_many_belong_to_no_outlet(
    strangers: int, others: int, found: bool
) -> None:
    packs = {"web": "about: any", "outlets__a.vn": "extends: [web]\ndetect: {host: a.vn, line: {text: A ONLINE}}"}
    first = health(packs, [page(n, "A ONLINE\n") for n in range(12)])
    history = with_report(History(), first._replace(date="2024-04-01"))
    assert list(history.outlets) == ["a.vn"]
    pages: list[tuple[str, str | None]] = [(page(n, "A DAILY\n"), None) for n in range(strangers)]
    pages += [(page(n), "b.vn") for n in range(others)]
    findings = health_of(packs, pages, history).of("redesign")
    assert [finding.subject for finding in findings] == ["a.vn"] * found
    assert all(finding.why.startswith("12 documents in the last run, none in this one, ") for finding in findings)


def test_rules_of_languages_that_are_not_there_are_not_stale() -> None:
    packs = {
        "web": "extends: [languages/en, languages/de]",
        "languages__en": "rules: [{id: m, drop: {line: {text: Menu}}}, {id: s, drop: {line: {text: Gone}}}]",
        "languages__de": "rules: [{id: m, drop: {line: {text: Weg}}}, {id: s, drop: {line: {text: Fort}}}]",
    }
    report = health(packs, [page(n, "Menu\n" + ("Weg\n" if n == 0 else "")) for n in range(9)])
    assert subjects(report, "stale") == ["languages/en:s"]
    assert report.absent == ("languages/de",)
    assert report.facts()["absent_languages"] == ["languages/de"]
    assert report.about(["languages/en"]).absent == ()
