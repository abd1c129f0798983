"""Find the pack files: in the shipped folder, the user's, the project's, and those given by the caller."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from cleaner.lines.errors import Fault, PackError, near

DEFAULT = "web"  # the pack for documents that fit no outlet's pack
GROUPS = ("outlets", "languages", "common")  # the folders of a layer
# Other programs also have a folder called `rules`. One of these inside makes it a folder of packs.
_SIGNS_OF_PACKS = (*GROUPS, f"{DEFAULT}.yaml")
MOST_PACKS = 10_000  # pack files in all folders together
MOST_FILE_BYTES = 1_000_000  # of one pack; the largest shipped one has 77,317
MOST_BYTES = 100_000_000  # of all packs together
_SETTINGS = "cleaner.toml"
_SETTINGS_BYTES = 4096  # TOML of a stranger can be slow to read, and a sparse file can claim terabytes


class ProjectPack(NamedTuple):
    """A pack of the working directory, which a stranger may have written."""

    name: str
    path: str  # of its file
    replaces: Literal["shipped", "user"] | None  # whose pack it replaces


class Source(NamedTuple):
    """A pack file and its content."""

    name: str  # the pack's name: the path below its layer, without ".yaml"
    path: str  # as it is reported
    data: bytes
    layer: int = 0  # the index of its folder in the list of layers
    replaces: int | None = None  # the index of the layer whose pack it replaces
    shipped: bool = False  # whether it comes with the program


def shipped() -> str:
    """Return the folder of the packs that come with the program: in the wheel, or beside the package in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "rules")


def layers(extra: Iterable[str] = (), with_project: bool = True) -> list[str]:
    """Return the folders of packs; if two of them have a pack of the same name, the later folder wins.

    They are the shipped folder, the user's (`$XDG_CONFIG_HOME/cleaner/rules`), the project's, and `extra`. The
    project's folder is named by `rules = "…"` in `./cleaner.toml`, or is `./rules` if that contains packs;
    `with_project=False` leaves it out, and does not read `./cleaner.toml`.
    """
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    if os.name == "nt":
        config = os.environ.get("APPDATA") or config
    own, *others = (shipped(), os.path.join(config, "cleaner", "rules"), project() if with_project else "")
    others = [folder for folder in others if folder and os.path.isdir(folder) and not _is_same(folder, own)]
    return [*([own] if os.path.isdir(own) else []), *others, *extra]


def _is_same(folder: str, other: str) -> bool:
    return os.path.realpath(folder) == os.path.realpath(other)


def project() -> str:
    """Return the folder of the project's packs, or "". Raises FileNotFoundError if cleaner.toml has a fault."""
    named = _setting() if os.path.isfile(_SETTINGS) else None
    if named is not None:
        return named
    has_packs = any(os.path.exists(os.path.join("rules", name)) for name in _SIGNS_OF_PACKS)
    return "rules" if os.path.isdir("rules") and has_packs else ""


def _setting() -> str | None:
    """The value of `rules` in cleaner.toml, if it has one."""
    import tomllib

    with open(_SETTINGS, "rb") as file:
        data = file.read(_SETTINGS_BYTES + 1)
    if len(data) > _SETTINGS_BYTES:
        raise FileNotFoundError(f"{_SETTINGS} is larger than {_SETTINGS_BYTES:,} bytes; it needs one line: rules = …")
    try:
        settings = tomllib.loads(data.decode("utf-8"))
    except RecursionError:
        raise FileNotFoundError(f"{_SETTINGS}: invalid TOML: it is nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are some, and so is a number of 5,000 digits
        raise FileNotFoundError(f"{_SETTINGS}: invalid TOML: {error}") from None
    for key in settings:
        if key != "rules":
            raise FileNotFoundError(f"{_SETTINGS}: unknown key {key!r}{near(key, ['rules'])}")
    folder = settings.get("rules")
    if folder is not None and (not isinstance(folder, str) or not os.path.isdir(folder)):
        raise FileNotFoundError(f"{_SETTINGS}: 'rules' must name a folder, but {folder!r} is not one")
    return folder


def project_packs(folders: Sequence[str], files: Iterable[Source], extra: Iterable[str] = ()) -> list[ProjectPack]:
    """Return the packs of the working directory among the pack files of some layers.

    `folders` and `extra` are what `layers` returned and was given: a folder that the caller names is trusted.
    """
    here = project()
    if here not in folders or any(_is_same(here, folder) for folder in extra):
        return []
    at, own = folders.index(here), shipped()
    whose: dict[int | None, Literal["shipped", "user"]] = {
        layer: "shipped" if folder == own else "user" for layer, folder in enumerate(folders)
    }
    return [ProjectPack(file.name, file.path, whose.get(file.replaces)) for file in files if file.layer == at]


def own_files(folders: Sequence[str], files: Iterable[Source]) -> dict[str, str]:
    """Return the pack files of some layers that are not shipped, by the names of their packs."""
    own = shipped()
    return {file.name: file.path for file in files if folders[file.layer] != own}


def sources(folders: Iterable[str]) -> list[Source]:
    """Return all pack files of the layers, sorted by name; if two have the same name, the one of the later layer.

    Raises FileNotFoundError or another OSError for a folder or file that cannot be read, and PackError for too many.
    """
    by_name: dict[str, Source] = {}
    files = size = 0
    for layer, folder in enumerate(folders):
        if not os.path.isdir(folder):
            raise FileNotFoundError(f"{folder}: there is no such folder of packs")
        is_own = _is_same(folder, shipped())
        for path in sorted(_yaml_files(folder)):
            name = os.path.relpath(path, folder).removesuffix(".yaml").replace(os.sep, "/")
            with open(path, "rb") as file:
                data = file.read(MOST_FILE_BYTES + 1)  # a longer file is a fault, which the library reports
            below = by_name[name].layer if name in by_name else None
            by_name[name] = Source(name, os.path.normpath(path), data, layer, below, is_own)
            files, size = files + 1, size + len(data)
            if files > MOST_PACKS or size > MOST_BYTES:
                message = f"too many packs: at most {MOST_PACKS:,} files with {MOST_BYTES:,} bytes together are allowed"
                raise PackError([Fault(folder, 0, 0, message)])
    return [by_name[name] for name in sorted(by_name)]


def _yaml_files(folder: str) -> Iterator[str]:
    """The paths of the pack files in a folder and below. Hidden files and links to folders are skipped."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _yaml_files(entry.path)
            elif entry.name.endswith(".yaml") and entry.is_file():
                yield entry.path
