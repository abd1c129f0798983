"""Imports go one way, heavy libraries stay where they belong, and a bare pipe imports none of them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleaner

HERE = Path(cleaner.__file__).parent
# A module may import modules of lower layers, and of its own layer only where it is a folder.
LAYERS = [
    ["text", "fault", "files", "stdio"],
    ["key"],
    ["pattern"],
    ["ambiguity", "match"],
    ["view", "features"],
    ["looks"],
    ["filters"],
    ["rule"],
    ["schema"],
    ["packs"],
    ["program", "revision"],
    ["cache", "detect", "pipeline"],
    ["clean"],
    ["align", "check", "compression", "explain", "overlap", "tally"],
    ["formats", "score"],
    ["floor", "history", "plan", "ledger"],
    ["sketch"],
    ["board"],
    ["documents", "learn"],
    ["difference", "draft", "health"],
    ["revise"],
    ["manifest", "pool", "scaffold"],
    ["outputs"],
    ["worker"],
    ["batch", "evaluate", "restore"],
    ["render"],
    ["page"],
    ["pipe"],
    ["cli"],
    ["__main__"],
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"render"},
    "yaml": {"schema"},
    "pyarrow": {"formats"},
    "warcio": {"formats"},
    "zstandard": {"compression"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(HERE.rglob("*.py")):
        parts = path.relative_to(HERE).with_suffix("").parts
        yield parts[0], path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "cleaner" else [module]


def test_imports_go_one_way() -> None:
    wrong = []
    for name, path in modules():
        if name == "__init__":
            continue
        assert name in RANK, f"{path.name}: give the module its place in LAYERS"
        for target in imported(path):
            part = target.partition("cleaner.")[2].partition(".")[0] if target.startswith("cleaner.") else ""
            if part in RANK and part != name and RANK[part] >= RANK[name]:
                wrong.append(f"{name} imports {part}")
    assert wrong == []


def test_each_heavy_library_stays_in_its_module() -> None:
    wrong = [
        f"{name} imports {library}"
        for name, path in modules()
        for library in {target.partition(".")[0] for target in imported(path)}
        if name not in ONLY_IN.get(library, {name})
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
