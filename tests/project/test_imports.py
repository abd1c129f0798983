"""Rooms import only the rooms before them, heavy libraries stay where they belong, and a bare pipe imports none."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleaner

HERE = Path(cleaner.__file__).parent
# A room may import itself and the rooms of the levels before its own, so rooms of one level never meet.
ORDER = ["lines", "article", "filters", "packs", "engine", "corpus learn", "evaluation health", "report", "cli"]
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms.split()}
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"report", "cli/progress.py", "cli/stdio.py"},
    "yaml": {"packs/nodes.py"},
    "pyarrow": {"corpus/formats"},
    "warcio": {"corpus/formats"},
    "zstandard": {"corpus/compression.py"},
}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, in full. A relative import starts with a dot."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "cleaner" else [module]


def modules() -> Iterator[tuple[str, str]]:
    """Each file of the package by its path, with each module that it imports."""
    for path in sorted(HERE.rglob("*.py")):
        for target in imported(path):
            yield path.relative_to(HERE).as_posix(), target


def test_rooms_import_only_the_rooms_before_them() -> None:
    wrong = []
    for path, target in modules():
        package, _, rest = target.partition(".")
        own, other = path.partition("/")[0], rest.partition(".")[0]
        if package == "cleaner" and own in LEVEL and other in LEVEL and other != own and LEVEL[other] >= LEVEL[own]:
            wrong.append(f"{path} imports {target}")
    assert wrong == []


def test_rooms_import_nothing_from_the_package_itself_but_its_version() -> None:
    wrong = []
    for path, target in modules():
        package, _, name = target.partition(".")
        allowed = package not in ("cleaner", "") or name == "__version__" or name.partition(".")[0] in LEVEL
        if path.partition("/")[0] in LEVEL and not allowed:
            wrong.append(f"{path} imports {target}")
    assert wrong == []


def test_each_folder_of_the_package_is_a_room() -> None:
    assert {path.parent.name for path in HERE.glob("*/__init__.py")} == set(LEVEL)


def test_each_heavy_library_stays_in_its_place() -> None:
    wrong = [
        f"{path} imports {target}"
        for path, target in modules()
        if not path.startswith(tuple(ONLY_IN.get(target.partition(".")[0], [""])))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["typer", "rich", "yaml", "pydantic", "pathlib", "asyncio", "dataclasses", "json"])
def test_a_bare_pipe_does_without(name: str, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['cleaner']; from cleaner.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print({name!r} in sys.modules, file=sys.stderr)"
    )
    for _ in range(2):  # the first run may have to compile the packs
        done = subprocess.run(
            [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}\n{code}"],
            input=b"Kinhtedothi - a\n", capture_output=True, cwd=tmp_path, check=True,
        )  # fmt: skip
    assert done.stderr.split()[-1] == b"False"
