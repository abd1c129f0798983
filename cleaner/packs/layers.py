"""The library of packs: layers of folders, read together; what extends what; rules in their order."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.lines.errors import near

DEFAULT = "web"  # the pack for documents that no outlet's pack knows
# A folder called `rules` may belong to any other program; one of these inside makes it ours.
GROUPS = ("outlets", "languages", "common")  # the folders of a layer
_OURS = (*GROUPS, f"{DEFAULT}.yaml")


class Source(NamedTuple):
    """One pack file as it was found."""

    name: str  # the pack's name: the path below its layer, without ".yaml"
    path: str  # as it is printed
    data: bytes
    layer: int = 0  # the place of its folder among those that were read


def shipped() -> str:
    """The folder of the packs that come with the program: in the wheel, or beside the package in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "rules")


def layers(extra: Iterable[str] = ()) -> list[str]:
    """The folders that packs are read from; a later one wins where both have a pack of a name.

    Shipped packs, then the user's (`$XDG_CONFIG_HOME/cleaner/rules`), then the project's (`rules = "…"`
    in `./cleaner.toml`, or `./rules` if it holds packs), then `extra`.
    """
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    if os.name == "nt":
        config = os.environ.get("APPDATA") or config
    found = [shipped(), os.path.join(config, "cleaner", "rules"), project()]
    out = [folder for folder in found if folder and os.path.isdir(folder)]
    here = {os.path.realpath(folder) for folder in out[:1]}
    out = [folder for n, folder in enumerate(out) if n == 0 or os.path.realpath(folder) not in here]
    return [*out, *extra]


def project() -> str:
    """The folder of the project's packs; "" where there is none. Raises FileNotFoundError for a faulty cleaner.toml."""
    if os.path.isfile("cleaner.toml"):
        import tomllib

        with open("cleaner.toml", "rb") as file:
            try:
                said = tomllib.load(file)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise FileNotFoundError(f"cleaner.toml: this is not TOML: {error}") from None
        for key in said:
            if key != "rules":
                raise FileNotFoundError(f"cleaner.toml: unknown key {key!r}{near(key, ['rules'])}")
        named = said.get("rules")
        if named is not None:
            if not isinstance(named, str) or not os.path.isdir(named):
                raise FileNotFoundError(f"cleaner.toml: 'rules' names no folder: {named!r}")
            return named
    ours = os.path.isdir("rules") and any(os.path.exists(os.path.join("rules", name)) for name in _OURS)
    return "rules" if ours else ""


def sources(folders: Iterable[str]) -> list[Source]:
    """All pack files of the layers, by name; of those with the same name the last.

    Raises FileNotFoundError or another OSError for a folder or file that cannot be read.
    """
    found: dict[str, Source] = {}
    for layer, folder in enumerate(folders):
        if not os.path.isdir(folder):
            raise FileNotFoundError(f"{folder}: there is no such folder of packs")
        for path in sorted(_yaml_files(folder)):
            name = os.path.relpath(path, folder)[: -len(".yaml")].replace(os.sep, "/")
            with open(path, "rb") as file:
                found[name] = Source(name, os.path.normpath(path), file.read(), layer)
    return [found[name] for name in sorted(found)]


def _yaml_files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _yaml_files(entry.path)
            elif entry.name.endswith(".yaml") and entry.is_file():
                yield entry.path
