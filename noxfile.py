"""The commands of a developer's day: `pip install nox`, then `nox -s NAME`; `nox -l` lists them."""

import nox

nox.options.sessions = ["style", "tests"]
nox.options.reuse_existing_virtualenvs = True


@nox.session
def style(session: nox.Session) -> None:
    """Check style and types."""
    session.install("-e", ".[dev]", "nox")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """Run the tests with the newest dependencies, on each Python that is installed."""
    session.install("-U", "--upgrade-strategy", "eager", "-e", ".[dev]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest version of every dependency."""
    constraints = f"{session.create_tmp()}/lowest.txt"
    with open(constraints, "w", encoding="utf-8") as file:
        session.run("python", ".ci/lowest.py", stdout=file)
    session.install("-e", ".[dev]", env={"PIP_CONSTRAINT": constraints})
    session.run("pytest", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which lines and branches the tests run."""
    session.install("-e", ".[dev]")
    session.run("pytest", "--cov", "--cov-report=term", *session.posargs)


@nox.session
def manual(session: nox.Session) -> None:
    """Serve the manual while you write; `nox -s manual -- build --strict` builds it."""
    session.install("-e", ".[docs]")
    session.run("python", "-m", "mkdocs", *(session.posargs or ["serve"]))


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Run the benchmarks; `nox -s benchmarks -- --write` writes benchmarks/RESULTS.md."""
    session.install("-e", ".[dev]", "jusText", "trafilatura", "datatrove")
    session.run("python", "-m", "benchmarks", *session.posargs)
