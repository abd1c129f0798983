"""What rules cost on a crawl: few or many of them, lines never seen before or known, against loops and tools.

"First pass" is a new cleaner, which has seen no line; "second pass" one that has seen the corpus.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from math import inf
from shutil import which

from benchmarks import corpus, rules
from benchmarks.process import command, place
from benchmarks.report import Row
from benchmarks.timing import Times, race, wall
from cleaner.engine.clean import Cleaner

FEW, SOME, MANY = COUNTS = (50, 300, 2000)
LINES = 300  # lines that grep is given

_SPECIAL = re.compile(r"[][\\^$.*+?(){}|/]")  # what a sed -E pattern reads as more than itself


def rows(quick: bool) -> Iterator[Row]:
    """Rule counts, floors, the obvious loop, lines made unique, grep."""
    texts = corpus.documents(0.3 if quick else 20)
    part = texts[: len(texts) // 4 if quick else len(texts) // 40]
    rounds = 1 if quick else 7
    yield from _packs(texts, part, rounds)
    yield from _unique(corpus.documents(0.2 if quick else 10, unique=0.4), rounds)
    yield from _grep(texts, rounds)


def cleaning(cleaner: Callable[[], Cleaner], texts: Sequence[str]) -> Callable[[], None]:
    """Cleans all texts with the cleaner that the function gives."""

    def run() -> None:
        clean = cleaner().clean
        for text in texts:
            clean(text)

    return run


def always(cleaner: Cleaner) -> Callable[[], Cleaner]:
    """Gives the same cleaner each time, with all that it remembers."""
    return lambda: cleaner


def _packs(texts: Sequence[str], part: Sequence[str], rounds: int) -> Iterator[Row]:
    made = {count: rules.cleaner(rules.rules(count)) for count in COUNTS}
    known = {count: new() for count, new in made.items()}
    shipped = Cleaner.load()
    words = frozenset(rules.exact(LINES))
    every = rules.Loop(rules.rules(SOME), most=inf)
    short = rules.Loop(rules.rules(SOME))
    contestants: dict[str, Callable[[], object]] = {
        "split and join": lambda: ["\n".join(text.split("\n")) for text in texts],
        "look lines up in a set": lambda: [
            "\n".join([line for line in text.split("\n") if line not in words]) for text in texts
        ],
        **{f"{count} rules, first pass": cleaning(made[count], texts) for count in COUNTS},
        **{f"{count} rules, second pass": cleaning(always(known[count]), texts) for count in COUNTS},
        "shipped packs, second pass": cleaning(always(shipped), texts),
        "naive loop": lambda: list(map(every.clean, part)),
        "naive loop, short lines only": lambda: list(map(short.clean, part)),
    }
    times = race(contestants, rounds)
    facts = corpus.facts(texts)
    share = sum(len(text.encode()) for text in part) / facts.bytes

    for which_pass, bar, goal in (("first", 2.0, 1.3), ("second", None, None)):
        ratio = times.ratio(f"{MANY} rules, {which_pass} pass", f"{FEW} rules, {which_pass} pass")
        yield Row(f"{MANY} rules / {FEW} rules, {which_pass} pass (time)", ratio, bar=bar, goal=goal)
    for loop_name, bar, goal in (("naive loop", 60.0, 250.0), ("naive loop, short lines only", None, None)):
        ratio = times.ratio(loop_name, f"{SOME} rules, first pass") / share
        what = f"{SOME} rules, first pass / {loop_name} (throughput)"
        yield Row(what, ratio, bar=bar, goal=goal, smaller_is_better=False)
    yield Row(
        f"{SOME} rules, second pass / split and join (time)",
        times.ratio(f"{SOME} rules, second pass", "split and join"),
    )
    for name in contestants:
        size = facts.bytes * (share if name.startswith("naive") else 1)
        yield Row(name, size / 1e6 / times.median(name), "MB/s", smaller_is_better=False)
    yield from _first_seen(times, SOME, facts)
    yield Row("corpus", facts.bytes / 1e6, "MB")
    yield Row("lines a document", facts.lines / len(texts), "lines")
    yield Row("short lines that differ, of all lines", 100 * facts.distinct / facts.lines, "%")
    yield Row("bytes in lines that are not short", 100 * facts.long_share, "%")


def _unique(texts: Sequence[str], rounds: int) -> Iterator[Row]:
    made = {count: rules.cleaner(rules.rules(count)) for count in (SOME, MANY)}
    known = {count: new() for count, new in made.items()}
    contestants: dict[str, Callable[[], object]] = {}
    for count in made:
        contestants[f"{count} rules, first pass"] = cleaning(made[count], texts)
        contestants[f"{count} rules, second pass"] = cleaning(always(known[count]), texts)
    times = race(contestants, rounds)
    facts = corpus.facts(texts)
    note = "40 % of the short lines unique"
    for name in contestants:
        yield Row(f"{name}, {note}", facts.bytes / 1e6 / times.median(name), "MB/s", smaller_is_better=False)
    for count in made:
        for row in _first_seen(times, count, facts):
            yield row._replace(what=f"{row.what}, {note}")


def _first_seen(times: Times, count: int, facts: corpus.Facts) -> Iterator[Row]:
    more = times.median(f"{count} rules, first pass") - times.median(f"{count} rules, second pass")
    yield Row(f"a short line seen for the first time, {count} rules", more / facts.distinct * 1e6, "µs")


def _escaped(sign: "re.Match[str]") -> str:
    return "\\" + sign[0]


def _grep(texts: Sequence[str], rounds: int) -> Iterator[Row]:
    what = "exact lines: cleaner / grep -vxFf in UTF-8 (time)"
    grep = which("grep")
    if grep is None:
        yield Row(what, None, bar=1.5, goal=0.6)
        return
    with place() as here:
        lines = rules.exact(LINES)
        listed = here.write("lines", "\n".join(lines) + "\n")
        here.write(f"rules/{rules.PACK}.yaml", rules.pack_of_lines(lines))
        page, empty = here.write("dump.txt", "".join(texts)), here.write("empty.txt", "\n")
        ours = (*command(), "clean", "--rules", str(here.folder / "rules"), "--pack", rules.PACK)
        theirs = (grep, "-vxFf", listed)
        calls = {
            "cleaner": here.run((*ours, page)),
            "cleaner, one blank line": here.run((*ours, empty)),
            "grep": here.run((*theirs, page)),
            "grep, one blank line": here.run((*theirs, empty)),
        }
        if sed := which("sed"):
            script = "".join(f"/^{_SPECIAL.sub(_escaped, line)}$/d\n" for line in lines)
            calls["sed"] = here.run((sed, "-E", "-f", here.write("script", script), page))
        times = race(calls, rounds, wall)
    work = {name: times.median(name) - times.median(f"{name}, one blank line") for name in ("cleaner", "grep")}
    yield Row(what, times.ratio("cleaner", "grep"), bar=1.5, goal=0.6)
    yield Row("the same without start-up", work["cleaner"] / work["grep"])
    value = times.ratio("cleaner", "sed") if sed else None
    yield Row("exact lines: cleaner / a sed script (time)", value)
    for name in calls:
        yield Row(f"exact lines: {name}", times.median(name) * 1000, "ms")
