"""Find the pack files: in the shipped folder, the user's, the project's, and those given by the caller."""

import os
import stat
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from cleaner.lines.errors import CleanerError, Fault, PackError, near

DEFAULT = "web"  # the pack for documents that fit no outlet's pack
GROUPS = ("outlets", "languages", "common")  # the folders of a layer
# Other programs also have a folder called `rules`. One of these inside makes it a folder of packs.
_SIGNS_OF_PACKS = (*GROUPS, f"{DEFAULT}.yaml")
MOST_PACKS = 10_000  # pack files in all folders together
WEIGHTS = ".safetensors"  # how the file with the weights of a pack ends
MOST_WEIGHTS_BYTES = 5_000_000  # of one pack; the shipped ones take about 300,000
MOST_FILE_BYTES = 1_000_000  # of one pack; the largest shipped one has 77,317
MOST_BYTES = 100_000_000  # of all packs together
MOST_ENTRIES = 100_000  # files and folders of any kind in all folders of packs together
_SETTINGS = "cleaner.toml"
_FOLDER = "rules"  # unless the settings name another
_SETTINGS_BYTES = 4096  # TOML of a stranger can be slow to read, and a sparse file can claim terabytes


class PackReadError(CleanerError, OSError):
    """A pack file, or a folder of packs, that cannot be read."""


class MissingFolderError(PackReadError, FileNotFoundError):
    """A folder of packs that does not exist."""


class SettingsError(PackReadError, FileNotFoundError):
    """A `cleaner.toml` that cannot be used."""


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
    weights: bytes = b""  # of the net of the pack's `body` rule: the file beside it that ends in .safetensors


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
    """Return the folder of the project's packs, or "". Raises SettingsError for a fault or a folder elsewhere."""
    named = _setting() if os.path.isfile(_SETTINGS) else None
    if named is not None:
        return named
    has_packs = any(os.path.exists(os.path.join(_FOLDER, name)) for name in _SIGNS_OF_PACKS)
    if not has_packs or not os.path.isdir(_FOLDER):
        return ""
    _check_inside(_FOLDER, f"./{_FOLDER}")
    return _FOLDER


def _check_inside(folder: str, what: str) -> None:
    """Raise SettingsError for a folder outside of the working directory: a stranger might name the whole disk."""
    here = os.path.realpath(os.curdir)
    relative = not os.path.isabs(folder) and not os.path.splitdrive(folder)[0]
    relative = relative and os.pardir not in folder.replace(os.sep, "/").split("/")
    if not relative or not os.path.join(os.path.realpath(folder), "").startswith(os.path.join(here, "")):
        message = "must be a folder inside of the working directory, also behind links"
        raise SettingsError(f"{what} {message}; name a folder elsewhere with --rules, or use --no-project")


def _setting() -> str | None:
    """The value of `rules` in cleaner.toml, if it has one."""
    import tomllib

    try:
        with open(_SETTINGS, "rb") as file:
            data = file.read(_SETTINGS_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{_SETTINGS}: {error.strerror}") from None
    if len(data) > _SETTINGS_BYTES:
        raise SettingsError(f"{_SETTINGS} is larger than {_SETTINGS_BYTES:,} bytes; it needs one line: rules = …")
    try:
        settings = tomllib.loads(data.decode("utf-8"))
    except RecursionError:
        raise SettingsError(f"{_SETTINGS}: invalid TOML: it is nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are some, and so is a number of 5,000 digits
        raise SettingsError(f"{_SETTINGS}: invalid TOML: {error}") from None
    for key in settings:
        if key != "rules":
            raise SettingsError(f"{_SETTINGS}: unknown key {key!r}{near(key, ['rules'])}")
    folder = settings.get("rules")
    if folder is None:
        return None
    if not isinstance(folder, str) or "\0" in folder:
        raise SettingsError(f"{_SETTINGS}: 'rules' must name a folder, but {folder!r:.200} is not one")
    _check_inside(folder, f"{_SETTINGS}: 'rules'")
    if not os.path.isdir(folder):
        raise SettingsError(f"{_SETTINGS}: 'rules' must name a folder, but {folder!r} is not one")
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

    Raises PackReadError for a folder or file that is missing or cannot be read, or a link that leads out of its folder,
    and PackError for too many.
    """
    by_name: dict[str, Source] = {}
    files = size = entries = 0
    for layer, folder in enumerate(folders):
        if not os.path.isdir(folder):
            raise MissingFolderError(f"{folder}: there is no such folder of packs")
        is_own = _is_same(folder, shipped())
        walked = _walked(folder, MOST_ENTRIES - entries)
        entries += walked.entries
        if not is_own:  # an installer may link the shipped files one by one
            for link in walked.links:
                _check_link(link, folder)
        for path in walked.packs:
            name = os.path.relpath(path, folder).removesuffix(".yaml").replace(os.sep, "/")
            data = _read(path)
            below = by_name[name].layer if name in by_name else None
            weights = _read(beside, MOST_WEIGHTS_BYTES) if (beside := weights_of(path)) in walked.weights else b""
            by_name[name] = Source(name, os.path.normpath(path), data, layer, below, is_own, weights)
            files, size = files + 1, size + len(data) + len(weights)
            if files > MOST_PACKS or size > MOST_BYTES:
                message = f"too many packs: at most {MOST_PACKS:,} files with {MOST_BYTES:,} bytes together are allowed"
                raise PackError([Fault(folder, 0, 0, message)])
    return [by_name[name] for name in sorted(by_name)]


def source(path: str) -> Source:
    """Return one file as a pack, named by its path below a folder of packs, or by its file name. Raises PackReadError.

    >>> source("dump.txt")
    Traceback (most recent call last):
    cleaner.packs.layers.PackReadError: dump.txt: the name of a pack file ends in .yaml
    """
    folder, name = os.path.split(path)
    if not name.endswith(".yaml"):
        raise PackReadError(f"{path}: the name of a pack file ends in .yaml")
    group, name = os.path.basename(folder), name.removesuffix(".yaml")
    name = f"{group}/{name}" if group in GROUPS else name
    return Source(name, os.path.normpath(path), _read(path), weights=read_weights(path))


def read_weights(path: str) -> bytes:
    """Return the weights of one pack file; b"" if it has none. Raises PackReadError."""
    beside = weights_of(path)
    if not os.path.lexists(beside):
        return b""
    if os.path.islink(beside):
        folder = os.path.dirname(path)
        _check_link(beside, os.path.dirname(folder) if os.path.basename(folder) in GROUPS else folder)
    return _read(beside, MOST_WEIGHTS_BYTES)


def weights_of(path: str) -> str:
    """Return the path of the weights of a pack file, which may not exist.

    >>> weights_of("rules/body.yaml")
    'rules/body.safetensors'
    """
    return path.removesuffix(".yaml") + WEIGHTS


def unused_weights(folder: str) -> list[str]:
    """Return the files of weights in a folder of packs that have no pack beside them. Raises what `sources` raises."""
    walked = _walked(folder, MOST_ENTRIES)
    return sorted(walked.weights.difference(map(weights_of, walked.packs)))


def _read(path: str, most: int = MOST_FILE_BYTES) -> bytes:
    """The content of a file of a pack; of one that is too long, which the library reports, its start."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            with open(path, "rb") as file:
                return file.read(most + 1)
    except OSError as error:
        raise PackReadError(f"{path}: {error.strerror}") from None
    kind = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"  # these might never end
    raise PackReadError(f"{path}: this is {kind}, not a file")


def _check_link(link: str, folder: str) -> None:
    """Raise PackReadError for a link that leads out of its folder of packs.

    Whoever wrote the packs chose where it leads, and a message about a fault shows what is there.
    """
    if not os.path.realpath(link).startswith(os.path.join(os.path.realpath(folder), "")):
        where = folder or os.curdir
        raise PackReadError(
            f"{link}: this link leads out of the folder of packs {where}; replace it by a copy of the file"
        )


class _Walked(NamedTuple):
    """What is in a folder of packs and below."""

    packs: list[str]  # pack files, sorted by path
    weights: set[str]  # whatever has the name of a file of weights
    links: list[str]  # those of them that are links
    entries: int  # files and folders of any kind that were looked at


def _walked(folder: str, most: int) -> _Walked:
    """The packs and weights in a folder and below. Hidden files and links to folders are skipped.

    Raises PackReadError, and PackError for more entries than `most`. Folders are read in a loop, because they may be
    nested deeper than Python can call functions.
    """
    packs: list[str] = []
    weights: set[str] = set()
    links: list[str] = []
    entries = 0
    waiting = [folder]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(below) as scan:
                for entry in scan:
                    entries += 1
                    if entries > most:
                        message = f"more than {MOST_ENTRIES:,} files and folders; name a folder that holds only packs"
                        raise PackError([Fault(folder, 0, 0, message)])
                    if entry.name.startswith("."):
                        continue
                    is_pack = entry.name.endswith(".yaml") and entry.is_file()
                    is_weights = entry.name.endswith(WEIGHTS)
                    if is_pack:
                        packs.append(entry.path)
                    elif is_weights:
                        weights.add(entry.path)
                    if (is_pack or is_weights) and entry.is_symlink():
                        links.append(entry.path)
                    elif entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError as error:
            raise PackReadError(f"{below}: {error.strerror}") from None
    return _Walked(sorted(packs), weights, sorted(links), entries)
