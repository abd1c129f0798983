"""Dumps of a made-up outlet, the Harbour Gazette, and what `learn` makes of them. A seed determines each dump."""

import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from cleaner.engine.clean import Cleaner
from cleaner.engine.examples import run_examples
from cleaner.learn.board import Board
from cleaner.learn.draft import Draft, draft, parsed
from cleaner.learn.learn import LearntOutlet, learn
from cleaner.learn.write import pack_text
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack
from tests.helpers.packs import shipped_packs

HOST = "gazette.example"
NAME = f"outlets/{HOST}"
WORDS = [
    "bridge",
    "river",
    "mayor",
    "boat",
    "market",
    "winter",
    "school",
    "garden",
    "council",
    "train",
    "harvest",
    "goose",
    "lantern",
    "engine",
    "doctor",
    "village",
    "painter",
    "window",
    "forest",
    "teacher",
    "ferry",
    "bread",
    "clock",
    "island",
    "music",
    "letter",
    "road",
    "mountain",
    "kitchen",
    "apple",
    "storm",
]
MENU = ["Harbour Gazette", "Log on here", "Sport desk", "Weather desk", "Our ships", "Tide tables", "Gazette archive"]
FOOT = ["Elsewhere in the Gazette", "Write to the harbour master", "Set in the harbour of Wold"]
DATELINE = "WOLD (Gazette) - "
_OTHER_VOWELS = str.maketrans("aeiou", "ouiea")

OLD_PACK = """\
# ours, by hand
about: the Gazette   # of Wold
extends: [web]
detect: {host: [gazette.example]}

rules:
    # the menu
    - id: masthead
      why: the menu
      drop: {region: {through: {text: Gazette archive}}}
      where: {first: 20}
      hits: ["Sport desk\\nGazette archive"]

    - id: long-gone
      why: a box of former years
      drop: {line: {text: Our old box}}
      hits: [Our old box]

tests:
    - {raw: "Log on here\\nGazette archive\\nShort news\\n", clean: "Short news\\n"}
# the end
"""

BARE = Library([Pack("web")])  # packs that know nothing of any page


@cache
def with_body() -> Library:
    """The pack that finds the article, and nothing else: quicker than all shipped packs."""
    return Library([Pack("web", extends=("body",)), shipped_packs().packs["body"]])


# ------------------------------------------------------------------ dumps


def sentence(source: random.Random, least: int = 14) -> str:
    """A sentence of at least `least` words."""
    return " ".join(source.choices(WORDS, k=source.randint(least, least + 12))).capitalize() + "."


def title(source: random.Random, count: int = 5) -> str:
    """A line of `count` words that does not end like a sentence."""
    return " ".join(source.choices(WORDS, k=count)).capitalize()


def dump(seed: int, paragraphs: int = 6, extra: Sequence[str] = ()) -> str:
    """A page: menu, headline, paragraphs with a dateline, a counter, other stories, imprint.

    The `extra` lines are somewhere between the paragraphs.
    """
    source = random.Random(seed)
    body = [sentence(source) for _ in range(paragraphs)]
    for text in extra:
        body.insert(source.randint(1, len(body) - 1), text)
    body[0] = DATELINE + body[0]
    lines = [
        *MENU,
        "",
        title(source, 6),
        "",
        *(line for text in body for line in (text, "")),
        f"{source.randint(2, 900)} readers waved",
        FOOT[0],
        *(title(source) for _ in range(4)),
        sentence(source),
        *FOOT[1:],
    ]
    return "\n".join(lines) + "\n"


def dumps(count: int) -> list[str]:
    """The dumps of the first seeds."""
    return [dump(n) for n in range(count)]


def article(text: str, size: int = 6) -> list[str]:
    """The lines that must be left of a dump: the headline and the paragraphs, without the dateline."""
    lines = [line for line in text.split("\n") if line]
    return [lines[len(MENU)], *(line.removeprefix(DATELINE) for line in lines[len(MENU) + 1 :][:size])]


def below_menu(text: str, *lines: str) -> str:
    """A dump with more lines below its menu."""
    old = text.split("\n")
    return "\n".join([*old[: len(MENU)], *lines, *old[len(MENU) :]])


def other_words(text: str, lines: Iterable[str] = (*MENU, *FOOT, "readers waved", DATELINE)) -> str:
    """A dump as one of another outlet: these lines have other vowels."""
    for line in lines:
        text = text.replace(line, line.translate(_OTHER_VOWELS))
    return text


def pages(count: int, make: Callable[[random.Random, int], list[str]]) -> list[str]:
    """Dumps of the outlet: the menu, what `make` gives for each number, and the foot with other stories."""
    made = []
    for n in range(count):
        source = random.Random(n)
        stories = [title(source) for _ in range(4)]
        made.append("\n".join([*MENU, "", *make(source, n), "", FOOT[0], *stories, *FOOT[1:]]) + "\n")
    return made


def headed(source: random.Random, *middle: str) -> list[str]:
    """A headline of words that its article has, some lines, and the article."""
    body = [sentence(source) for _ in range(4)]
    return [" ".join(body[0].rstrip(".").split()[:6]), *middle, *body]


def put_dumps(folder: str, count: int = 6) -> None:
    """Write dumps into a new folder."""
    Path(folder).mkdir(parents=True)
    for n in range(count):
        (Path(folder) / f"{n}.txt").write_text(dump(n), encoding="utf-8")


# ------------------------------------------------------------------ learning


def learnt(texts: Sequence[str], library: Library = BARE, pack: str = "web") -> LearntOutlet:
    """What is learnt from dumps of one outlet."""
    (outlet,) = learn(lambda: ((HOST, text) for text in texts), library, pack)
    return outlet


def board_of(texts: Sequence[str], library: Library = BARE) -> Board:
    """The board with these dumps, after rules were proposed."""
    board = learnt(texts, library).board
    assert board is not None
    return board


def drafted(texts: Sequence[str], library: Library = BARE) -> Draft:
    """The draft of a pack from dumps of one outlet."""
    return draft(learnt(texts, library), library)


def proposed(texts: Sequence[str], library: Library = BARE) -> str:
    """The proposed pack as YAML. Its own examples pass."""
    text = pack_text(drafted(texts, library))
    pack = parsed(text, NAME)
    assert run_examples(Library([*library.packs.values(), pack]), pack.name).complaints == ()
    return text


def ids(text: str) -> list[str]:
    """The ids of the rules in a pack."""
    return [line.split()[-1] for line in text.split("\n") if "- id: " in line]


class Cleaned:
    """What a proposed pack leaves of dumps."""

    def __init__(self, text: str, library: Library = BARE) -> None:
        self._cleaner = Cleaner.of(Library([*library.packs.values(), parsed(text, NAME)]), NAME)

    def __call__(self, text: str) -> list[str]:
        """The lines that are left of a dump, without blank ones."""
        return [line for line in self._cleaner.clean(text).text.split("\n") if line]
