import pytest

from cleaner.engine.clean import Cleaner
from cleaner.learn.draft import parsed
from cleaner.learn.write import evidence, rule_text
from tests.helpers.gazette import BARE, FOOT, MENU, NAME, drafted, dump, dumps, proposed, with_body


def test_a_pack_starts_with_where_it_comes_from() -> None:
    assert proposed(dumps(4)).startswith("# Proposed by `cleaner learn` from 4 dumps. Review it before use.\nabout: ")
    assert "from 5 dumps (1 copy skipped)." in proposed([*dumps(4), dump(1)])


def test_each_rule_has_its_evidence_above_it() -> None:
    text = proposed(dumps(4))
    assert text.partition("rules:\n")[2].startswith(
        "  # 28 lines on 4 of 4 pages, above the article\n"
        "  # markers: 'Gazette archive' on 4 pages\n"
        "  # such as 'Harbour Gazette' · 'Log on here'\n"
        "  - id: masthead\n"
    )


def test_lines_that_repeat_inside_articles_are_in_a_comment() -> None:
    thanks = "A word of thanks"
    text = proposed([dump(n, 7, [thanks] if n < 2 else ()) for n in range(6)])
    assert f"  # Not proposed, because these lines repeat inside articles:\n  #   {thanks} (2 pages)\n" in text


def test_a_pack_has_the_host_and_up_to_three_fingerprints() -> None:
    detect = parsed(proposed(dumps(5)), NAME).detect
    assert detect is not None
    assert detect.host == ("gazette.example",)
    assert {text for test in detect.line for text in test.text} <= {*MENU, *FOOT}
    assert 1 <= len(detect.line) <= 3


def test_the_text_of_one_rule_is_a_list_with_one_item() -> None:
    made = drafted(dumps(4))
    assert rule_text(made, made.rules[0]).startswith("- id: masthead\n  why: ")


@pytest.mark.parametrize("body", [False, True])
def test_the_evidence_is_what_the_rules_do(body: bool) -> None:
    packs = with_body() if body else BARE
    texts = [dump(n) + "Set in the harbour of Wold\n" * (n % 3) for n in range(9)]
    made = drafted(texts, packs)
    cleaner = Cleaner.of(made.library(), made.name)
    edits = [cleaner.clean(text).edits for text in texts]
    assert made.rules
    for rule in made.rules:
        lines = [sum(edit.rule == f"{made.name}:{rule.id}" for edit in found) for found in edits]
        head = evidence(made, rule)[0]
        assert head.startswith(f"{sum(lines)} line{'s' * (sum(lines) != 1)} on {sum(map(bool, lines))} of 9 pages")
