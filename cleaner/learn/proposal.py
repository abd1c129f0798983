"""A proposed rule with the lines that it would act on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from cleaner.learn.yaml import Yaml, emit, scalar

Scope = Literal[
    "top",  # a region from the top of the page; its last line is its marker
    "bottom",  # a region to the bottom of the page; its first line is its marker
    "lines",  # lines, each by itself
    "copies",  # further copies of a line above the first paragraph
    "headline",  # the headline
]
Lines = dict[int, list[int]]  # index of a page -> indexes of its lines

GUARDS = (12, 20, 30)  # words of the paragraph that bounds a region; the first that fits is used


class Examples(NamedTuple):
    """What shows a rule at work in its pack."""

    hits: list[str]
    misses: list[str]


class Proposal(NamedTuple):
    """A rule with the evidence for it."""

    kind: str  # what its proposer calls such rules; "edited": a person has rewritten it under another id
    id: str  # in the pack: the kind, with a number if the pack has several of it
    why: str
    rule: Mapping[str, Yaml]  # the verb and the conditions, as the pack has them
    lines: Lines  # the lines that the rule, alone, would remove or rewrite
    scope: Scope = "lines"  # what the rule acts on; its examples are made accordingly
    literals: tuple[str, ...] = ()  # the texts or patterns that it looks for
    guard: int = GUARDS[0]  # words of the paragraph above or below which it looks
    text: str = ""  # the whole rule as a person has rewritten it, or ""

    @classmethod
    def of(
        cls,
        kind: str,
        why: str,
        rule: Mapping[str, Yaml],
        lines: Mapping[int, Iterable[int]],
        scope: Scope = "lines",
        literals: Iterable[str] = (),
        guard: int = GUARDS[0],
        number: int = 1,
    ) -> "Proposal":
        """A proposal with its pages and lines in order. `number` counts the proposals of the kind, from 1."""
        ordered = {at: found for at in sorted(lines) if (found := sorted(lines[at]))}
        return cls(kind, numbered(kind, number), why, rule, ordered, scope, tuple(literals), guard)

    @property
    def drops(self) -> bool:
        """Whether the rule removes lines; else it rewrites them."""
        return "drop" in self.rule

    @property
    def is_region(self) -> bool:
        """Whether the rule removes everything from or to a marker."""
        return self.scope in ("top", "bottom")

    def yaml(self, examples: Examples | None = None) -> Iterator[str]:
        """The rule as an item of the list `rules`: with these examples, or as a person has rewritten it."""
        if self.text:
            yield from (f"  {line}".rstrip() for line in self.text.splitlines())
            return
        yield f"  - id: {self.id}"
        yield f"    why: {scalar(self.why)}"
        for name, value in self.rule.items():
            yield from emit(name, value, "    ")
        for name, texts in (examples or Examples([], []))._asdict().items():
            if texts:
                yield from emit(name, texts, "    ")


def numbered(name: str, number: int) -> str:
    """The id of the first, second … rule of a name.

    >>> numbered("masthead", 1), numbered("masthead", 2)
    ('masthead', 'masthead-2')
    """
    return name if number == 1 else f"{name}-{number}"


def long_sentence(min_words: int) -> dict[str, Yaml]:
    """The line test for a paragraph of running text, as a pack has it."""
    return {"sentence": True, "words": {"least": min_words}, "bullet": False}


def value_or_list(values: list[str]) -> Yaml:
    """A single value by itself, several as a list."""
    return values[0] if len(values) == 1 else values
