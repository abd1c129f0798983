"""Choose the pack that fits a document: by its host, else by fingerprints in its lines."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cleaner.lines.host import host_of
from cleaner.packs.layers import DEFAULT
from cleaner.packs.program import Program


class Choice(NamedTuple):
    """The pack of a document, and why it was chosen."""

    pack: str
    reason: str


def choose(program: Program, hits: Mapping[int, Sequence[int]], host: str | None) -> Choice:
    """Return the pack for a document.

    `hits` are, for each test, the indexes of the lines that pass it; `host` may be a URL.

    If the document has fingerprints of several outlets, the outlet with the most different ones wins. On a tie the
    pack that extends the others wins. If there is none, the document gets the default pack, because the rules of a
    wrong outlet do harm.
    """
    return _by_host(program, host or "") or _by_fingerprints(program, hits)


def _by_host(program: Program, address: str) -> Choice | None:
    """The pack that lists the host, or the nearest domain above it."""
    domain = host_of(address)
    while domain:
        if domain in program.hosts:
            return Choice(program.hosts[domain], f"host {domain}")
        domain = domain.partition(".")[2]
    return None


def _by_fingerprints(program: Program, hits: Mapping[int, Sequence[int]]) -> Choice:
    numbers: dict[str, list[int]] = {}  # pack -> for each of its fingerprints the first line that has it
    for test, lines in hits.items():
        for pack in program.fingerprints.get(test, ()):
            numbers.setdefault(pack, []).append(lines[0] + 1)
    counts = {pack: len(found) for pack, found in numbers.items() if len(found) >= program.least[pack]}
    most = max(counts.values(), default=0)
    best = sorted(pack for pack, count in counts.items() if count == most)
    if len(best) == 1:
        return Choice(best[0], f"fingerprint on line {', '.join(map(str, sorted(numbers[best[0]])))}")
    if best:
        if (special := _most_special(program, best)) is not None:
            at = ", ".join(map(str, sorted(numbers[special])))
            return Choice(special, f"fingerprint on line {at}; it extends the other packs that fit")
        return Choice(DEFAULT, f"fingerprints of several outlets: {', '.join(best)}")
    return Choice(DEFAULT, "no outlet's host or fingerprint was found")


def _most_special(program: Program, packs: Sequence[str]) -> str | None:
    """The pack that extends all the others, or None. So a person can add to a shipped pack under another name."""
    made_of = {
        pack: {rule.pack for rule, edition in zip(program.rules, program.editions, strict=True) if edition in editions}
        for pack, editions in ((pack, program.packs[pack]) for pack in packs)
    }
    special = [pack for pack in packs if all(other in made_of[pack] for other in packs if other != pack)]
    return special[0] if len(special) == 1 else None
