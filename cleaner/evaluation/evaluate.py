"""Score documents: clean each dump (or read its text), compare it with its reference, and group the scores."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.corpus.encoding import DecodeError, decode
from cleaner.engine.clean import Cleaner
from cleaner.evaluation.pairs import Pair
from cleaner.evaluation.score import (
    ALL,
    Averages,
    DocumentScore,
    Group,
    ScoreCounts,
    ScoreSummary,
    score_text,
    summarize,
)
from cleaner.lines.errors import PatternTimeout
from cleaner.lines.text import Flag, cut

SHOWN = 3  # lost lines of a document that are kept for the report, and as many of the lines left in


class NumberedLine(NamedTuple):
    """A line of a dump."""

    number: int  # from 1
    text: str


class ScoredPair(NamedTuple):
    """A document and its score."""

    pair: Pair
    score: DocumentScore
    pack: str | None  # the pack that cleaned the dump; None: the text was read from a file
    flags: tuple[Flag, ...]
    first_missed: tuple[NumberedLine, ...]  # the first article lines that the text lacks
    first_extra: tuple[NumberedLine, ...]  # the first lines in the text that are not the article's

    @property
    def faultless(self) -> bool:
        """Whether the text agrees with its reference in every shingle and line."""
        return self.score.shingles.score().f1 == 1 and not self.score.missed and not self.score.extra


class FailedPair(NamedTuple):
    """A document that could not be read or cleaned, and why."""

    message: str


class CandidateText(NamedTuple):
    """A text to score, and how it was made."""

    text: str
    pack: str | None = None
    flags: tuple[Flag, ...] = ()


def score_pairs(
    pairs: Iterable[Pair], cleaner: Cleaner | None, encoding: str | None, with_titles: bool = False
) -> Iterator[ScoredPair | FailedPair]:
    """Score documents one after the other.

    A text of `pred` that is missing is scored as blank, after a FailedPair that says so. `cleaner` may be None if
    all pairs have a `pred`. The titles of pages are given to the cleaner only `with_titles`, because they also say what
    the figure `head` looks for.
    """
    for pair in pairs:
        try:
            raw, gold = _read(pair.raw, encoding), _read(pair.gold, encoding)
            if pair.pred is not None and not os.path.exists(pair.pred):
                yield FailedPair(f"{pair.pred}: there is no such file; scored as blank")
                candidate = CandidateText("")
            else:
                candidate = _candidate(pair, raw, cleaner, encoding, with_titles)
        except (DecodeError, PatternTimeout) as error:
            yield FailedPair(str(error))
        except OSError as error:
            yield FailedPair(f"{error.filename}: {error.strerror}")
        else:
            score = score_text(raw, gold, candidate.text, pair.entry.title)
            lines = cut(raw)[0]
            missed, extra = (
                tuple(NumberedLine(number, lines[number - 1]) for number in numbers[:SHOWN])
                for numbers in (score.missed, score.extra)
            )
            yield ScoredPair(pair, score, candidate.pack, candidate.flags, missed, extra)


def _candidate(pair: Pair, raw: str, cleaner: Cleaner | None, encoding: str | None, with_titles: bool) -> CandidateText:
    if pair.pred is not None:
        return CandidateText(_read(pair.pred, encoding))
    assert cleaner is not None
    result = cleaner.clean(raw, pair.entry.host, pair.raw, pair.entry.title if with_titles else None)
    return CandidateText(result.text, result.pack, result.flags)


def _read(path: str, encoding: str | None) -> str:
    with open(path, "rb") as file:
        return decode(file.read(), encoding, path)


def group_scores(documents: Sequence[ScoredPair]) -> dict[Group, ScoreSummary]:
    """The figures of all documents, then of each language and each outlet, largest first."""
    summaries = {ALL: summarize(document.score for document in documents)}
    languages = [(Group("language", document.pair.entry.language or ""), document.score) for document in documents]
    outlets = [(Group("outlet", document.pair.entry.outlet or ""), document.score) for document in documents]
    for labelled in (languages, outlets):
        scores: dict[Group, list[DocumentScore]] = {}
        for group, score in labelled:
            if group.name:
                scores.setdefault(group, []).append(score)
        largest_first = sorted(scores.items(), key=lambda item: (-len(item[1]), item[0].name))
        summaries |= {group: summarize(members) for group, members in largest_first}
    return summaries


def worst_first(documents: Iterable[ScoredPair]) -> list[ScoredPair]:
    """The documents sorted by the F1 of their shingles, then of their lines, then by name."""
    return sorted(
        documents,
        key=lambda document: (
            document.score.shingles.score().f1,
            document.score.lines.score().f1,
            document.pair.name,
        ),
    )


# ------------------------------------------------------------------ plain data


def facts(
    groups: Mapping[Group, ScoreSummary], documents: Iterable[ScoredPair], explain: Callable[[ScoredPair], str]
) -> dict[str, Any]:
    """All figures as plain data, for JSON. `explain` gives the command that explains the dump of a document."""
    return {
        "all": _group_facts(groups[ALL]),
        "languages": {group.name: _group_facts(found) for group, found in groups.items() if group.kind == "language"},
        "outlets": {group.name: _group_facts(found) for group, found in groups.items() if group.kind == "outlet"},
        "documents": [_document_facts(document, explain(document)) for document in documents],
    }


def _group_facts(summary: ScoreSummary) -> dict[str, Any]:
    def averages(found: Averages) -> dict[str, Any]:
        return {way: score._asdict() for way, score in found._asdict().items()}

    return {
        "documents": summary.documents,
        "losing": summary.losing,
        "empty": summary.empty,
        "head": summary.head,
        "shingles": averages(summary.shingles),
        "lines": averages(summary.lines),
    }


def _document_facts(document: ScoredPair, explain: str) -> dict[str, Any]:
    def counts(found: ScoreCounts) -> dict[str, float]:
        return {**found._asdict(), **found.score()._asdict()}

    def lines(found: Iterable[NumberedLine]) -> list[dict[str, Any]]:
        return [{"line": line.number, "text": line.text} for line in found]

    score, entry = document.score, document.pair.entry
    return {
        "document": document.pair.name,
        "outlet": entry.outlet,
        "language": entry.language,
        "pack": document.pack,
        "flags": list(map(str, document.flags)),
        "shingles": counts(score.shingles),
        "lines": counts(score.lines),
        "lost": score.lost,
        "empty": score.empty,
        "head": score.head,
        "lines_lost": list(score.missed),
        "lines_left_in": list(score.extra),
        "first_lost": lines(document.first_missed),
        "first_left_in": lines(document.first_extra),
        "explain": explain,
    }
