"""Laws of the alignment of lines with a text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation.align import Run, _longest_chain, aligned
from cleaner.evaluation.score import lines_in


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=8), max_size=12), st.lists(st.sampled_from("abcdef")))
def test_the_alignment_has_no_more_tokens_than_a_line_or_the_text(lines: list[list[str]], other: list[str]) -> None:
    counts = aligned(lines, other)
    assert all(0 <= count <= len(line) for count, line in zip(counts, lines, strict=True))
    assert sum(counts) <= len(other)


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=8), max_size=8))
def test_lines_of_the_text_itself_are_aligned_completely(lines: list[list[str]]) -> None:
    flat = [f"{token}{number}" for number, token in enumerate(token for line in lines for token in line)]
    tokens = iter(flat)
    assert aligned([[next(tokens) for _ in line] for line in lines], flat) == [len(line) for line in lines]


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=5), max_size=4),
    st.lists(st.sampled_from("abcd"), max_size=10),
)
def test_the_chain_is_the_longest(lines: list[list[str]], other: list[str]) -> None:
    """Compared with all chains of the same runs, tried one by one."""
    tokens = [(token, number) for number, line in enumerate(lines) for token in line]
    runs = sorted(
        Run(start, start + size, there, tokens[start][1])
        for size in (1, 2)
        for start in range(len(tokens) - size + 1)
        for there in range(len(other) - size + 1)
        if [token for token, _ in tokens[start : start + size]] == other[there : there + size]
    )[:60]
    best = [0] * len(runs)
    for n, run in enumerate(runs):
        ahead = [
            best[m]
            for m, earlier in enumerate(runs[:n])
            if earlier.end <= run.start and earlier.other_end <= run.other_start
        ]
        best[n] = max(ahead, default=0) + run.end - run.start
    chain = list(_longest_chain(runs))[::-1]
    assert sum(run.end - run.start for run in chain) == max(best, default=0)
    for run, after in pairwise(chain):
        assert run.end <= after.start
        assert run.other_end <= after.other_start


def test_a_text_that_repeats_itself_is_aligned_in_time() -> None:
    assert sum(aligned([["a"] * 3000] * 10, ["a"] * 30_000)) <= 30_000
    assert len(lines_in("la la la la\n" * 3000, "x " + "la la la la\n" * 3000)) == 3000
