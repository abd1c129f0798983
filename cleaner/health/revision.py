"""Packs as a git revision has them, read without touching the working tree."""

import os
import subprocess

from cleaner.lines.errors import CleanerError
from cleaner.packs.layers import Source

LINK = b"120000"  # the mode of a symbolic link


class RevisionError(CleanerError):
    """A revision or folder that git does not have. The message says why."""


def read(named: str, folder: str) -> list[Source]:
    """All pack files of `REV`, below `folder` (a path from here), or of `REV:path`, as git writes it.

    Raises Unknown.
    """
    revision, colon, path = named.partition(":")
    path = path.rstrip("/") if colon else f"./{folder}"
    if not revision or revision.startswith("-"):
        raise RevisionError(f"{named!r} names no folder and no git revision, like HEAD~1 or main:rules")
    _git(named, "rev-parse", "--git-dir")
    if not _has(f"{revision}^{{commit}}"):
        raise RevisionError(f"{named}: there is no folder and no git revision {revision!r} here")
    tree = f"{revision}:{path}"
    if not _has(tree) or _git(named, "cat-file", "-t", tree).strip() != b"tree":
        shown = path.removeprefix("./") or "."
        way = "name another with REV:path" if not colon else "its path starts at the top of the repository"
        raise RevisionError(f"{named}: revision {revision!r} has no folder {shown!r}; {way}")
    rows = _git(named, "ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0")
    found: list[tuple[str, bytes]] = []
    for row in filter(None, rows):
        facts, _, name = row.partition(b"\t")
        mode, kind, blob = facts.split()
        file = os.fsdecode(name)
        hidden = any(part.startswith(".") for part in file.split("/"))
        if kind == b"blob" and file.endswith(".yaml") and not hidden:
            found.append((file, blob if mode != LINK else _target(named, f"{tree.rstrip('/')}/{file}")))
    below = path.removeprefix("./")
    place = f"{revision}:{below}/" if below not in ("", ".") else f"{revision}:"
    return [
        Source(file.removesuffix(".yaml"), place + file, data)
        for (file, _), data in zip(found, _blobs(named, [blob for _, blob in found]), strict=True)
    ]


def _target(named: str, link: str) -> bytes:
    """The file that a link stands for: one that the same revision has."""
    ask = ("cat-file", "--follow-symlinks", "--batch-check=%(objectname) %(objecttype)")
    name, _, kind = _git(named, *ask, given=os.fsencode(link) + b"\n").split(b"\n")[0].partition(b" ")
    if kind != b"blob":
        raise RevisionError(f"{named}: {link} is a link to something that the revision does not have")
    return name


def _blobs(named: str, blobs: list[bytes]) -> list[bytes]:
    """The contents of some files, all asked for at once."""
    answer = _git(named, "cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs))
    out: list[bytes] = []
    at = 0
    for blob in blobs:
        head = answer[at : at + 200].partition(b"\n")[0]
        if not head.startswith(blob) or head.endswith(b"missing"):
            raise RevisionError(f"{named}: git has lost the file {blob.decode()}; is this a partial clone?")
        start = at + len(head) + 1
        size = int(head.split()[2])
        out.append(answer[start : start + size])
        at = start + size + 1
    return out


def _has(thing: str) -> bool:
    return _run("rev-parse", "--verify", "--quiet", thing).returncode == 0


def _git(named: str, *args: str, given: bytes = b"") -> bytes:
    done = _run(*args, given=given)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[0].removeprefix("fatal: ")
        raise RevisionError(f"{named}: there is no such folder, and as for a git revision: {said or 'git failed'}")
    return done.stdout


def _run(*args: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603 - no shell, and no argument that could be an option
            ["git", *args],  # noqa: S607 - the git that the user has
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError:
        raise RevisionError(f"{args[-1]}: there is no such folder, and no git to look for a revision") from None
