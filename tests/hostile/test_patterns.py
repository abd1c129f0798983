"""Hostile patterns: none hangs the reading of a pack or the cleaning of a document."""

import pytest

from cleaner import Cleaner, PackError, PatternTimeout
from cleaner.lines import budget
from cleaner.lines.ambiguity import MOST_STEPS, analyse
from cleaner.lines.anatomy import dissect
from cleaner.lines.budget import BudgetError
from cleaner.lines.linetest import tests_in as line_tests_in
from cleaner.lines.pattern import GrowthError, matches, substitute
from cleaner.lines.pattern_size import pattern_size, size_fault
from cleaner.packs.layers import Source
from cleaner.packs.library import Library
from tests.helpers.packs import shipped_cleaner, shipped_packs

PROSE = "The council met on Monday and agreed on a new budget for the coming year."


def library(rule: str, shipped: bool = False) -> Library:
    """A library of one pack with one rule, in flow style, on the second line of p.yaml."""
    return Library.parse([Source("p", "p.yaml", f"rules:\n  - {rule}\n".encode(), shipped=shipped)])


# ------------------------------------------------------------------ patterns that hang when they run

SLOW = {
    "alternatives without a loop": "^" + "(?:a|a)" * 40 + "b",
    "alternatives in a look-ahead": "^(?=(?:" + r"(?:\\w|\\w\\w)" * 30 + "!))",
    "fuzzy counts": "(?:aaaabbbbccccddddeeee){e<=12}",
}


@pytest.mark.parametrize("pattern", SLOW.values(), ids=SLOW.keys())
def test_a_slow_pattern_ends_in_an_error_that_names_its_rule_and_place(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LINE_SECONDS", 0.02)
    cleaner = Cleaner.of(library(f'{{id: slow, drop: {{line: {{regex: "{pattern}"}}}}}}'), "p")
    with pytest.raises(PatternTimeout) as caught:
        cleaner.clean("a" * 150 + "\n", name="dump.txt")
    for part in ("dump.txt: ", "timed out after 0.02 s", "p:slow (p.yaml:2)"):
        assert part in str(caught.value)


def test_the_time_of_all_patterns_of_a_document_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "DOCUMENT_SECONDS", 0.05)
    monkeypatch.setattr(budget, "CHARACTERS_PER_SECOND", 10**9)
    cleaner = Cleaner.of(library(f'{{id: slow, drop: {{line: {{regex: "^{"(?:a|a)" * 14}[bc]"}}}}}}'), "p")
    lines = "".join(f"{'a' * 100}{n}\n" for n in range(500))  # no line alone takes long
    with pytest.raises(PatternTimeout, match=r"0\.05 s.*p:slow \(p\.yaml:2\)"):
        cleaner.clean(lines)


def test_a_slow_fingerprint_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "LINE_SECONDS", 0.02)
    text = f'about: x\ndetect: {{line: [{{regex: "a{"(?:a|a)" * 40}b"}}]}}\n'
    packs = [Source("o", "o.yaml", text.encode()), Source("web", "web.yaml", b"about: x")]
    with pytest.raises(PatternTimeout, match=r"it is in a fingerprint of o \(o\.yaml:2\)$"):
        Cleaner.of(Library.parse(packs)).clean("a" * 150 + "\n")


def test_a_slow_rule_without_a_pattern_is_stopped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10**9))
    monkeypatch.setattr(budget, "_clock", lambda: next(ticks) / 10)  # each look at the clock takes 0.1 s
    rules = "".join(f"  - {{drop: {{line: {{words: {{least: {n}}}}}}}}}\n" for n in range(1, 40))
    packs = Library.parse([Source("p", "p.yaml", f"rules:\n{rules}".encode())])
    with pytest.raises(PatternTimeout, match=r"the rules used up the 1 s .* it is in p:\d+ \(p\.yaml:\d+\)"):
        Cleaner.of(packs, "p").clean("a\n")
    shipped = Library.parse([Source("p", "p.yaml", f"rules:\n{rules}".encode(), shipped=True)])
    assert Cleaner.of(shipped, "p").clean("a\n")  # shipped rules have no budget


MANY_TESTS = ", ".join(f"{{words: {{least: {900 + n % 90}}}}}" for n in range(4_000))
LARGE_RULES = {
    "without a literal": f"{{drop: {{line: {{not: {{any: [{MANY_TESTS}]}}}}}}}}",
    "behind a literal": f"{{drop: {{line: {{all: [{{starts: a}}, {{not: {{any: [{MANY_TESTS}]}}}}]}}}}}}",
}


@pytest.mark.parametrize("rule", LARGE_RULES.values(), ids=LARGE_RULES.keys())
def test_a_rule_of_thousands_of_tests_is_stopped_and_named(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "DOCUMENT_SECONDS", 0.05)
    cleaner = Cleaner.of(library(rule), "p")
    with pytest.raises(PatternTimeout, match=r"the rules used up the .* it is in p:1 \(p\.yaml:2\)"):
        cleaner.clean("".join(f"a {n}\n" for n in range(2_000)))


def test_only_safe_patterns_of_shipped_packs_run_without_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = "{drop: {line: {regex: '^page of test \\d+$'}}}"
    limits: list[str] = []

    def time_limit(pattern: str) -> float:
        limits.append(pattern)
        return 1.0

    monkeypatch.setattr("cleaner.lines.pattern._time_limit", time_limit)
    monkeypatch.setattr("cleaner.lines.pattern._SAFE_ON_SHORT_LINES", set())
    Cleaner.of(library(rule), "p").clean("page of test 12\n")
    assert limits == [r"^page of test \d+$"]
    Cleaner.of(library(rule, shipped=True), "p").clean("page of test 12\n")
    assert len(limits) == 1


def test_the_shipped_patterns_that_run_without_a_time_limit_have_been_analysed() -> None:
    trusted = shipped_cleaner()._program.unwatched
    assert len(trusted) > 90
    assert not [pattern for pattern in trusted if not analyse(pattern).complete or dissect(pattern).watched]
    tests = line_tests_in(tuple(pack.rules for pack in shipped_packs().packs.values()))
    patterns = {pattern for test in tests for pattern in test.regex}
    assert max(analyse(pattern).steps for pattern in patterns) < MOST_STEPS / 5


def test_a_pattern_that_runs_out_of_memory_ends_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Greedy:
        flags = 0

        def search(self, *_: object, **__: object) -> None:
            raise MemoryError

        finditer = search

    monkeypatch.setattr("cleaner.lines.pattern.compiled", lambda _: Greedy())
    for work in (lambda: matches("x", "line"), lambda: substitute("x", "", "line")):
        with pytest.raises(BudgetError, match="ran out of memory on the line 'line'"):
            work()


# ------------------------------------------------------------------ patterns that hang the reading of their pack

TOO_LARGE = {
    "anchors in nested counts": ("(?:" * 9 + r"\b" + "){9}" * 9, "more than 10,000 characters"),
    "a billion characters": ("(?:(?:a{1000}){1000}){1000}", "more than 10,000 characters"),
    "two counts": ("(?:(?:ab){60000}){60000}", "more than 10,000 characters"),
    "counts in a look-ahead": ("x(?=(?:a{200}){200})", "more than 10,000 characters"),
    "counts that the standard parser cannot read": (r"\X(?:(?:\p{Lu}{200}){200})", "more than 10,000 characters"),
    "counts in a verbose pattern": ("(?x)x(?:(?:a {200} #)\n) {200}", "more than 10,000 characters"),
    "counts below a comment": ("x(?#)(?:(?:a{200}){200})", "more than 10,000 characters"),
    "counts in sets of version 1": ("(?V1)[[a]](?:(?:a{200}){200})", "more than 10,000 characters"),
    "counts behind an open property": (r"x\p{(?:(?:a{200}){200})", "more than 10,000 characters"),
    "a long text": ("a" * 3_000, "it has 3,000 characters; at most 2,000"),
    "a text of 1 MB": ("a" * 900_000, "it has 900,000 characters; at most 2,000"),
    "many alternatives": ("a" + "|" * 1_500, "it has 1,501 alternatives; at most 1,000"),
    "nested groups": ("(" * 60 + "a" + ")" * 60, "nested 60 levels deep"),
    "recursion": ("x(?R)", "it calls itself"),
    "recursion by number": ("x(a(?1))", "it calls itself"),
    "recursion by name": ("x(?P<n>a(?&n))", "it calls itself"),
}


@pytest.mark.parametrize(("pattern", "message"), TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_a_pattern_that_is_too_large_is_refused_before_it_is_compiled(
    pattern: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("it was parsed or compiled")

    for name in ("cleaner.packs.line_tests.compiled", "cleaner.lines.anatomy.parsed", "cleaner.lines.ambiguity.parsed"):
        monkeypatch.setattr(name, forbidden)
    quoted = pattern.replace("\\", "\\\\").replace("\n", "\\n")
    with pytest.raises(PackError) as caught:
        library(f'{{drop: {{line: {{regex: "{quoted}"}}}}}}')
    (fault,) = caught.value.faults
    assert fault.message.startswith("the pattern ")
    assert message in fault.message
    assert len(fault.message) < 500
    assert dissect(pattern).watched  # and code that comes by the pattern in another way does not hang either
    assert not analyse(pattern).complete


SIZES = {
    r"^\d{1,2} comments$": 13,
    r"[({][^]{9}]x{3}": 5,
    r"\(a{2}\)": 4,
    r"(?:a|bc){3}": 9,
    r"a{,3}b{2,}": 5,
    r"\p{Lu}{4}\N{DIGIT ONE}": 5,
    r"[[:alpha:]]{2}": 2,
    r"[\]]{2}": 2,
    r"(?x)a {2}": 18,
}


@pytest.mark.parametrize(("pattern", "positions"), SIZES.items())
def test_the_size_of_a_pattern_is_measured_with_its_counts_written_out(pattern: str, positions: int) -> None:
    assert pattern_size(pattern).positions == positions


def test_no_shipped_pattern_comes_near_a_limit() -> None:
    tests = line_tests_in(tuple(pack.rules for pack in shipped_packs().packs.values()))
    patterns = {pattern for test in tests for pattern in test.regex}
    assert not [pattern for pattern in patterns if size_fault(pattern)]
    assert max(pattern_size(pattern).positions for pattern in patterns) < 2_000


DENSE = {
    "repetitions without an end": r"^" + r"\w{0,9}" * 44,
    "loops of alternatives": "(?:a|b|c|d)*" * 60,
    "loops in a row": r"\w*" * 399,
    "alternatives in a loop": "(?:" + "|".join(["a*b"] * 130) + ")*c",
}


@pytest.mark.parametrize("pattern", DENSE.values(), ids=DENSE.keys())
def test_the_analysis_of_a_pattern_takes_a_bounded_number_of_steps(pattern: str) -> None:
    analysis = analyse(pattern)
    assert not analysis.complete
    assert analysis.steps < 2 * MOST_STEPS


def test_the_patterns_of_a_pack_share_a_number_of_steps() -> None:
    dense = r"\w{0,9}" * 43
    rules = "".join(f"  - {{drop: {{line: {{regex: '^{dense}{n}'}}}}}}\n" for n in range(40))
    analyse.cache_clear()
    assert Library.parse([Source("p", "p.yaml", f"rules:\n{rules}".encode())])
    assert analyse.cache_info().currsize < 10  # the others are not analysed, and have a time limit when they run


# ------------------------------------------------------------------ replace rules that make text grow

GROWING = {
    "a group many times": r"{regex: '^(.+)$', with: '" + r"\1" * 63 + "'}",
    "a group that looks ahead, at each letter": r"{regex: '(?=(.+))', with: '\1'}",
    "a long text for each letter": "{regex: '[a-z]', with: '" + "x" * 400 + "'}",
    "a literal": "{find: e, with: '" + "x" * 499 + "'}",
    "a named group": r"{regex: '^(?P<all>.+)$', with: '" + r"\g<all>" * 50 + "'}",
    "a pattern that runs backwards": r"{regex: '(?r)(.+)', with: '" + r"\1" * 63 + "'}",
}


@pytest.mark.parametrize("form", ["composed", "decomposed"])
@pytest.mark.parametrize("replace", GROWING.values(), ids=GROWING.keys())
def test_a_line_does_not_grow_beyond_a_limit(replace: str, form: str) -> None:
    cleaner = Cleaner.of(library(f"{{id: grow, replace: {replace}}}"), "p")
    line = PROSE * 20 + ("\u0301" if form == "decomposed" else "")
    with pytest.raises(PatternTimeout) as caught:
        cleaner.clean(f"{line}\n", name="dump.txt")
    limit = budget.longest_rewrite(line)
    for part in ("dump.txt: ", f"may not write more than {limit:,} characters", "p:grow (p.yaml:2)"):
        assert part in str(caught.value)


def test_rules_that_grow_a_line_one_after_the_other_share_its_limit() -> None:
    rules = r"  - {replace: {regex: '^(.+)$', with: '\1\1\1'}}" + "\n"
    rules *= 9
    cleaner = Cleaner.of(Library.parse([Source("p", "p.yaml", f"rules:\n{rules}".encode())]), "p")
    with pytest.raises(PatternTimeout, match=r"may not write more than .* it is in p:\d \(p\.yaml:\d\)"):
        cleaner.clean("x" * 1_000)


def test_all_rewritten_text_of_a_document_has_a_limit() -> None:
    rules = "".join(f"  - {{replace: {{regex: '^{a}', with: '{b}'}}}}\n" for a, b in [("a", "b"), ("b", "a")] * 40)
    cleaner = Cleaner.of(Library.parse([Source("p", "p.yaml", f"rules:\n{rules}".encode())]), "p")
    assert cleaner.clean("a" * 100).text
    with pytest.raises(PatternTimeout, match="rewrote more text than they may write for the document; it is in p:"):
        cleaner.clean("a" * 20_000)


USUAL = {
    "a bullet": (r"{regex: '^(\w)', with: '• \1'}", "a\n" * 3_000, "• a\n" * 3_000),
    "a dateline": ("{find: 'DPA - '}", "DPA - " + PROSE, PROSE),
    "a swap": (r"{regex: '(\w+), (\w+)', with: '\2 \1'}", "Ono, Yoko", "Yoko Ono"),
    "a group that does not match": (r"{regex: '(a)(b)?', with: '[\2]'}", "ac", "[]c"),
    "backwards": (r"{regex: '(?r)\d', with: '#'}", "a1b2", "a#b#"),
    "an empty match": (r"{regex: '\b', with: '|'}", "a b", "|a| |b|"),
}


@pytest.mark.parametrize(("replace", "raw", "clean"), USUAL.values(), ids=USUAL.keys())
def test_usual_replace_rules_work_as_before(replace: str, raw: str, clean: str) -> None:
    assert Cleaner.of(library(f"{{replace: {replace}}}"), "p").clean(raw).text == clean


def test_the_error_of_growth_is_one_of_budgets() -> None:
    with pytest.raises(GrowthError):
        substitute("a", "b" * 100, "a" * 100, most=1_000)


@pytest.mark.parametrize(
    "line",
    [
        "[Tags](https://x.example/tags)" + " / tin" * 30,
        "[Tags](https://x.example/tags)" + " &gt; tin" * 24 + " (x)",
        "[Tags](https://x.example/tags)" + " > [a](b)" * 20 + " / tin" * 20 + " !",
    ],
)
def test_a_path_of_many_links_is_read_in_one_way(line: str) -> None:
    result = shipped_cleaner().clean(f"{line}\nThe council met on Monday and agreed on a new budget.\n")
    assert not any("timed out" in flag.text for flag in result.flags)
