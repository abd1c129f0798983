"""Read the packs of a git revision, without touching the working tree."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from threading import Timer
from typing import IO, NamedTuple

from cleaner.lines.errors import CleanerError
from cleaner.lines.executable import executable
from cleaner.packs.layers import (
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_FILE_BYTES,
    MOST_PACKS,
    MOST_WEIGHTS_BYTES,
    WEIGHTS,
    Source,
    weights_of,
)

# The configuration of a stranger's repository can name commands: a partial clone fetches objects that are missing, by
# whatever transport it names (`ext::sh -c …`), and core.fsmonitor names a program.
NO_FSMONITOR = ("-c", "core.fsmonitor=false")
OFFLINE = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
}  # beats any configuration
LINK_MODE = b"120000"  # how git writes the mode of a symbolic link
LONGEST_HEADER = 200  # bytes, more than `git cat-file --batch` writes before a file's contents
LONGEST_ROW = 10_000  # bytes, more than `git ls-tree` writes for a file with the longest path of any system
MOST_LINKS = 100  # links to packs, each of which git follows in a process of its own
SECONDS = 60.0  # of wall clock that git may take to read a revision
READ_BYTES = 1 << 16  # of the output of git at once


class RevisionError(CleanerError):
    """A revision, or a folder of it, that git does not have."""


class Tree(NamedTuple):
    """A folder of a revision."""

    named: str  # as the caller gave it
    revision: str
    path: str  # from the top of the repository, or from the current folder with "./" in front

    @property
    def below(self) -> str:
        """The path without "./"; "" for the folder itself."""
        path = self.path.removeprefix("./")
        return "" if path == "." else path

    @property
    def object(self) -> str:
        """What git calls it."""
        return f"{self.revision}:{self.path}"


class TreeFile(NamedTuple):
    """A pack file, or a file of weights, in a folder of a revision."""

    path: str  # below the folder
    blob: bytes  # id of its contents; for a link the id of the path that it points to
    is_link: bool = False

    @property
    def is_pack(self) -> bool:
        """Whether it is a pack file."""
        return self.path.endswith(".yaml")

    @property
    def most_bytes(self) -> int:
        """How large it may be."""
        return MOST_FILE_BYTES if self.is_pack else MOST_WEIGHTS_BYTES


def read_revision(named: str, folder: str) -> list[Source]:
    """The pack files of a revision, given as git writes it: `REV:path`, or `REV` for its folder `folder`.

    `folder` is relative to the current folder. The limits are those of a folder of packs. Raises RevisionError.
    """
    git = _Git(named)
    tree = _tree(git, named, folder)
    files = _files(git, tree)
    _check_sizes(git, files)
    place = f"{tree.revision}:{tree.below}/" if tree.below else f"{tree.revision}:"
    contents = dict(zip([file.path for file in files], _contents(git, [file.blob for file in files]), strict=True))
    return [
        Source(
            file.path.removesuffix(".yaml"),
            place + file.path,
            contents[file.path],
            weights=contents.get(weights_of(file.path), b""),
        )
        for file in files
        if file.is_pack
    ]


def _tree(git: "_Git", named: str, folder: str) -> Tree:
    revision, colon, path = named.partition(":")
    if not revision or revision.startswith("-"):
        raise RevisionError(f"{named!r} is neither a folder nor a git revision such as HEAD~1 or main:rules")
    git.output("rev-parse", "--git-dir")  # fails outside of a repository
    if not git.knows(f"{revision}^{{commit}}"):
        raise RevisionError(f"{named}: there is no folder and no git revision {revision!r} here")
    tree = Tree(named, revision, path.rstrip("/") if colon else f"./{folder}")
    if not git.knows(tree.object) or git.output("cat-file", "-t", tree.object).strip() != b"tree":
        way = "name another with REV:path" if not colon else "the path starts at the top of the repository"
        raise RevisionError(f"{named}: revision {revision!r} has no folder {tree.below or '.'!r}; {way}")
    return tree


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _files(git: "_Git", tree: Tree) -> list[TreeFile]:
    """The pack files below a folder, and their weights. A link has the contents of the file that it points to."""
    listed = _listed(git, tree)
    with_weights = {weights_of(path) for path, file in listed.items() if file.is_pack}
    files = [file for path, file in listed.items() if file.is_pack or path in with_weights]
    if sum(file.is_link for file in files) > MOST_LINKS:
        raise RevisionError(f"{tree.named}: more than {MOST_LINKS} packs are links to other files")
    folder = tree.object.rstrip("/")
    return [file._replace(blob=_link_target(git, f"{folder}/{file.path}")) if file.is_link else file for file in files]


def _listed(git: "_Git", tree: Tree) -> Mapping[str, TreeFile]:
    """The files below a folder that have the names of packs or of weights, by path."""
    files: dict[str, TreeFile] = {}
    entries = packs = 0
    # With -t, folders are rows too: a few objects can describe more folders without files than there are atoms.
    with contextlib.closing(git.rows("ls-tree", "-r", "-t", "-z", "--full-tree", tree.object)) as rows:
        for row in rows:
            facts, _, name = row.partition(b"\t")
            mode, kind, blob = facts.split()
            path = os.fsdecode(name)
            entries += 1
            if entries > MOST_ENTRIES:
                raise RevisionError(f"{tree.named}: it has more than {MOST_ENTRIES:,} files; name a folder of packs")
            if kind != b"blob" or not path.endswith((".yaml", WEIGHTS)) or _hidden(path):
                continue
            files[path] = TreeFile(path, blob, mode == LINK_MODE)
            packs += files[path].is_pack
            if packs > MOST_PACKS:
                raise RevisionError(f"{tree.named}: too many packs: at most {MOST_PACKS:,} files are allowed")
    return files


def _link_target(git: "_Git", link: str) -> bytes:
    """The contents id of the file that a symbolic link points to. It must be a file of the same revision."""
    command = ("cat-file", "--follow-symlinks", "--batch-check=%(objectname) %(objecttype)")
    answer = git.output(*command, stdin=os.fsencode(link) + b"\n")
    blob, _, kind = answer.split(b"\n")[0].partition(b" ")
    if kind != b"blob":
        raise RevisionError(f"{git.named}: {link} is a link to something that the revision does not have")
    return blob


def _check_sizes(git: "_Git", files: list[TreeFile]) -> None:
    """Raise RevisionError if contents are missing or too large, before any is read."""
    sizes = 0
    answer = git.output("cat-file", "--batch-check=%(objectsize)", stdin=_lines(file.blob for file in files))
    for file, size in zip(files, answer.splitlines(), strict=True):
        if not size.isdigit():
            raise RevisionError(f"{git.named}: git does not have {file.path}; is this a partial clone?")
        if int(size) > file.most_bytes:
            message = f"the file is too large: at most {file.most_bytes:,} bytes are allowed"
            way = "; split it into several packs" if file.is_pack else ""
            raise RevisionError(f"{git.named}: {file.path}: {message}{way}")
        sizes += int(size)
    if sizes > MOST_BYTES:
        raise RevisionError(f"{git.named}: too many packs: at most {MOST_BYTES:,} bytes together are allowed")


def _contents(git: "_Git", blobs: list[bytes]) -> list[bytes]:
    """The contents of some files, from one call of git."""
    answer = git.output("cat-file", "--batch", stdin=_lines(blobs))
    contents: list[bytes] = []
    at = 0
    for blob in blobs:
        header = answer[at : at + LONGEST_HEADER].partition(b"\n")[0]
        if not header.startswith(blob) or header.endswith(b"missing"):
            raise RevisionError(f"{git.named}: git does not have the file {blob.decode()}; is this a partial clone?")
        start = at + len(header) + 1
        size = int(header.split()[2])
        contents.append(answer[start : start + size])
        at = start + size + 1
    return contents


def _lines(blobs: Iterable[bytes]) -> bytes:
    return b"".join(blob + b"\n" for blob in blobs)


class _Git:
    """The git that the user has. All its runs for one revision share a limit of time."""

    def __init__(self, named: str) -> None:
        self.named = named  # the revision, as the caller gave it
        program = executable("git")
        if program is None:
            raise RevisionError(f"{named}: there is no such folder, and git is not installed")
        self._command = [program, *NO_FSMONITOR]
        self._environment = {**os.environ, "LC_ALL": "C", **OFFLINE}
        self._end = time.monotonic() + SECONDS

    def knows(self, name: str) -> bool:
        """Whether git has an object of this name."""
        return self._run("rev-parse", "--verify", "--quiet", name).returncode == 0

    def output(self, *args: str, stdin: bytes = b"") -> bytes:
        """The output of a command. Raises RevisionError with the first line of git's message."""
        done = self._run(*args, stdin=stdin)
        if done.returncode:
            raise self._error(done.stderr)
        return done.stdout

    def rows(self, *args: str) -> Generator[bytes, None, None]:
        """The output of a command, cut at NUL, while the command runs. Raises RevisionError."""
        with tempfile.TemporaryFile() as messages:
            process = subprocess.Popen(  # noqa: S603 - no shell, and no argument that could be an option
                [*self._command, *args], stdout=subprocess.PIPE, stderr=messages, env=self._environment
            )
            clock = Timer(max(self._end - time.monotonic(), 0), process.kill)
            clock.start()
            try:
                yield from self._cut(process.stdout)
                if process.wait():
                    messages.seek(0)
                    raise self._error(messages.read())
            finally:
                clock.cancel()
                process.kill()
                process.communicate()

    def _cut(self, output: IO[bytes] | None) -> Iterator[bytes]:
        """The rows of an output, each without its NUL."""
        rest = b""
        while data := output.read(READ_BYTES) if output is not None else b"":
            *rows, rest = (rest + data).split(b"\0")
            yield from rows
            if len(rest) > LONGEST_ROW:
                raise RevisionError(f"{self.named}: it has a path of more than {LONGEST_ROW:,} bytes")

    def _run(self, *args: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run a command to its end. Raises RevisionError if there is no time left."""
        try:
            return subprocess.run(  # noqa: S603 - no shell, and no argument that could be an option
                [*self._command, *args],
                input=stdin,
                capture_output=True,
                check=False,
                env=self._environment,
                timeout=max(self._end - time.monotonic(), 0),
            )
        except subprocess.TimeoutExpired:
            raise self._error(b"") from None

    def _error(self, messages: bytes) -> RevisionError:
        if time.monotonic() >= self._end:
            return RevisionError(f"{self.named}: git takes longer than {SECONDS:g} seconds to read it")
        message = messages.decode(errors="replace").strip().split("\n")[0].removeprefix("fatal: ")
        return RevisionError(f"{self.named}: there is no such folder, and git says: {message or 'failed'}")
