"""Pages and health reports of small corpora, for tests."""

from cleaner.corpus.documents import RawDocument
from cleaner.health.health import Health
from cleaner.health.health_report import HealthReport
from cleaner.health.history import History
from tests.helpers.packs import library
from tests.helpers.shell import PROSE

DAY = "2024-05-02"


def page(n: int, above: str = "", below: str = "") -> str:
    """An article of two lines, between other lines."""
    return f"{above}Bridge {n} opens\n{PROSE.format(n=n)}\n{below}"


def health(
    packs: dict[str, str], pages: list[str], history: History | None = None, host: str | None = None
) -> HealthReport:
    """The report of a run over pages of one host on DAY."""
    return health_of(packs, [(text, host) for text in pages], history)


def health_of(
    packs: dict[str, str], pages: list[tuple[str, str | None]], history: History | None = None
) -> HealthReport:
    """The report of a run over pages, each with its host, on DAY."""
    counts = Health(library(**packs))
    for n, (text, host) in enumerate(pages):
        counts.add(RawDocument(f"{n}.txt", text, host))
    return counts.report(DAY, history)
