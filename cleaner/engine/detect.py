"""Which pack fits a document, and by which sign."""

from typing import NamedTuple

from cleaner.lines.host import host_of
from cleaner.packs.layers import DEFAULT
from cleaner.packs.program import Program


class Choice(NamedTuple):
    """A pack and why it was taken."""

    pack: str
    reason: str


def choose(program: Program, hits: dict[int, list[int]], host: str | None) -> Choice:
    """The pack for a document: by its host, else by the fingerprints in its lines, else the default.

    `hits` are, for each test, the lines that pass it. Where several outlets show fingerprints the one
    with most different ones is taken; where that is even, none, because a wrong outlet's rules do harm.
    """
    name = host_of(host) if host else ""
    while name:
        if name in program.hosts:
            return Choice(program.hosts[name], f"host {name}")
        name = name.partition(".")[2]
    seen: dict[str, list[int]] = {}
    for test, lines in hits.items():
        for pack in program.signs.get(test, ()):
            seen.setdefault(pack, []).append(lines[0] + 1)
    counts = {pack: len(lines) for pack, lines in seen.items() if len(lines) >= program.least[pack]}
    most = max(counts.values(), default=0)
    best = sorted(pack for pack, count in counts.items() if count == most)
    if len(best) == 1:
        lines = sorted(seen[best[0]])
        return Choice(best[0], f"fingerprint on line {', '.join(map(str, lines))}")
    if best:
        return Choice(DEFAULT, f"fingerprints of several outlets: {', '.join(best)}")
    return Choice(DEFAULT, "no outlet's host or fingerprint was found")
