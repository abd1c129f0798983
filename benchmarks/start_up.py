"""How long you wait for one page: whole processes, wall time, packs compiled before."""

from collections.abc import Iterator

from benchmarks.corpus import SAMPLES
from benchmarks.process import PYTHON, command, place
from benchmarks.report import Row
from benchmarks.timing import race, wall

IMPORT = "python -c 'import typer'"
# What typer takes by itself to run one command that does nothing.
_TYPER = "import typer; app = typer.Typer(); app.command()(lambda: None); app([])"


def rows(quick: bool) -> Iterator[Row]:
    """The shortest way through a pipe, and the ways with arguments against typer's own cost."""
    page = str(max(SAMPLES.glob("*/*.raw.txt"), key=lambda path: (path.stat().st_size, path.name)))
    cleaner = command()
    with place() as here:
        calls = {
            "python -c pass": here.run((*PYTHON, "-c", "pass")),
            IMPORT: here.run((*PYTHON, "-c", "import typer")),
            "a typer program that does nothing": here.run((*PYTHON, "-c", _TYPER)),
            "cleaner < page": here.run(cleaner, stdin=page),
            "cleaner clean page": here.run((*cleaner, "clean", page)),
            "cleaner --version": here.run((*cleaner, "--version")),
        }
        times = race(calls, rounds=3 if quick else 25, clock=wall)
    nothing, typer = "python -c pass", "a typer program that does nothing"
    yield Row("cleaner < page / python -c pass", times.ratio("cleaner < page", nothing), bar=6, goal=3.5)
    for ours in ("cleaner --version", "cleaner clean page"):  # with arguments: typer's own cost and a fifth
        yield Row(f"{ours} / {typer}", times.ratio(ours, typer), bar=1.2)
    for ours in ("cleaner --version", "cleaner clean page"):
        yield Row(f"{ours} / {IMPORT}", times.ratio(ours, IMPORT))
    yield Row(f"{typer} / {nothing}", times.ratio(typer, nothing))
    for name in calls:
        yield Row(name, times.median(name) * 1000, "ms")
