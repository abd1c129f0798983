"""What a run over a corpus counts for each rule and outlet, and what it adds to the history."""

from cleaner.health.health import with_report
from cleaner.health.history import History, Rate
from tests.helpers.corpus import DAY, health, health_of, page


def test_each_rule_has_its_documents_lines_and_words() -> None:
    rules = "rules:\n  - {id: menu, drop: {line: {text: [Home, Sports news]}}}\n  - {id: own, keep: {line: {text: Weather}}}"
    report = health({"web": rules}, [page(1, "Home\nSports news\nWeather\n"), page(2, "Home\n"), page(3)])
    menu, own = report.rules
    assert (menu.asked, menu.documents, menu.lines, menu.words, menu.share, menu.seen) == (3, 2, 3, 4, 1.0, DAY)
    assert (own.documents, own.lines, own.words, own.seen) == (1, 1, 0, DAY)
    assert report.findings == ()


def test_a_rule_whose_edits_were_undone_counts_as_having_acted() -> None:
    packs = {"web": "rules:\n  - {id: all, drop: {region: {from: {starts: Bridge}}}}"}
    report = health(packs, [page(n) for n in range(9)])
    assert (report.unchanged, report.rules[0].documents, report.rules[0].lines) == (9, 9, 0)
    assert report.findings == ()


def test_a_document_without_a_host_belongs_to_the_outlet_that_its_text_shows_or_to_none() -> None:
    packs = {
        "web": "about: any",
        "outlets__a.vn": "extends: [web]\ndetect: {host: a.vn, line: {text: A ONLINE}}",
    }
    hosts = [("A ONLINE\n", None), ("", "http://www.a.vn/"), ("", ""), ("", "b.vn")]
    report = health_of(packs, [(page(n, above), host) for n, (above, host) in enumerate(hosts)])
    assert {name: outlet.documents for name, outlet in report.outlets.items()} == {"a.vn": 2, "b.vn": 1}
    assert report.nameless == 2


def test_a_rate_over_many_documents_is_not_replaced_by_a_rate_over_a_few() -> None:
    packs = {"web": "rules:\n  - {id: a, drop: {line: {text: Menu}}}"}
    history = History("2024-04-01", {"web:a": Rate(40, 50, "2024-04-01"), "gone:b": Rate(1, 9, None)})
    later = with_report(history, health(packs, [page(1, "Menu\n")], history))
    assert later.rules == {"web:a": Rate(40, 50, DAY), "gone:b": Rate(1, 9, None)}
