"""`cleaner learn`."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from cleaner.cli.options import NoProject, Rules, TextField, Url, load_library, usage
from cleaner.cli.review import review
from cleaner.cli.stdio import DONE, FAILED, FAULTY, INTERRUPTED, faulty, out_text, save, say, to_stderr
from cleaner.corpus.documents import UnreadDocument, documents
from cleaner.corpus.files import is_device, read_regular
from cleaner.corpus.formats import Fields
from cleaner.corpus.inputs import PathError
from cleaner.learn.draft import Draft, DraftError, draft
from cleaner.learn.learn import LearntOutlet, TooFewDumps, clusters
from cleaner.learn.learn import learn as learn_outlets
from cleaner.learn.update import UpdateError, updated
from cleaner.learn.write import dumps_and_copies, pack_text
from cleaner.lines.errors import PackError
from cleaner.lines.host import is_host, outlet_of
from cleaner.lines.linetest import LineTest, passes
from cleaner.lines.text import cut
from cleaner.lines.words import counted
from cleaner.packs.layers import DEFAULT, MOST_FILE_BYTES, PackReadError, Source, read_weights
from cleaner.packs.library import Library, read_pack
from cleaner.packs.rule import Pack
from cleaner.report.learn import proposals

FEW_DUMPS = 5  # with fewer, the command says that they are few


def learn(
    sources: Annotated[list[str], typer.Argument(metavar="SRC", help="Folders or files of raw dumps of one outlet.")],
    outlet: Annotated[
        str | None,
        typer.Option(
            "--outlet", metavar="NAME", help="Name of the outlet, preferably its host (default: the folder's name)."
        ),
    ] = None,
    by: Annotated[
        Literal["host"] | None,
        typer.Option("--by", help="Learn many outlets: separate the dumps by the host of each record."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PACK",
            help="File of the pack, or with --by the folder of the packs (default: standard output).",
        ),
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option(
            "--update",
            metavar="PACK",
            help="Update this pack: append the rules that it lacks, mark those that no longer act.",
        ),
    ] = None,
    reviewed: Annotated[
        bool, typer.Option("--review", help="Accept, reject or edit each rule in the terminal before it is written.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite existing packs.")] = False,
    text: TextField = "text",
    url: Url = "url",
    rules: Rules = None,
    no_project: NoProject = False,
) -> None:
    """Propose a pack for an outlet from its dumps, with the evidence for each rule.

    The pack has no effect until it is in a rules folder.

    Exit codes: 0 success; 2 wrong usage, a faulty pack, too few dumps, or a file that exists; 3 a dump could not be
    read or a pack not be written; 130 interrupted.
    """
    output = _checked_output(outlet, by is not None, output, update, force)
    library = load_library(rules, no_project)
    base = _read_base(update, library) if update is not None else None
    one_outlet = outlet is not None or base is not None
    if outlet is None and not by:
        outlet = base.path.stem if base else _folder_name(sources[0])
    job = LearnJob(base.library if base else library, reviewed, one_outlet or by is not None, base)
    dumps = DumpSource(sources, Fields(text=text, url=url), None if by else outlet, base)
    try:
        code = _learn_all(job, dumps, output, by is not None, force)
    except (PathError, UpdateError) as error:
        usage(str(error))
    except typer.Abort:  # Ctrl-C, or nobody is there to answer
        say("interrupted; the rules under review were not written")
        raise typer.Exit(INTERRUPTED) from None
    except OSError as error:
        say(f"{error.filename or output}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None
    raise typer.Exit(FAILED if dumps.unread else code)


# ------------------------------------------------------------------ options


def _checked_output(
    outlet: str | None, by_host: bool, output: Path | None, update: Path | None, force: bool
) -> Path | None:
    """Where to write; None is standard output. Options that contradict each other end the run."""
    if by_host:
        if outlet or update:
            usage(f"--{'outlet' if outlet else 'update'} is for one outlet, --by host for many; use only one of them")
        if output is None:
            usage("--by host writes one pack per host; name a folder for them with --output")
        if output.is_file():
            usage(f"--by host writes one pack per host, but {output} is a file; name a folder")
        return output
    if outlet is not None and not re.fullmatch(r"\w[\w.-]*", outlet):
        usage(f"--outlet {outlet}: a name consists of letters, digits, '-', '.' and '_', like example.vn")
    if output is None or output == Path("-"):
        return None
    if output.is_dir():
        usage(f"{output} is a folder; name the pack's file, like {output / 'example.vn.yaml'}")
    if output.exists() and not force:
        usage(_exists(output))
    return output


def _obstacle(path: Path, force: bool, by_host: bool) -> str:
    """Why the pack of an outlet is not written to a path, or "".

    With `by_host` nobody named the path, so that nothing is written to where a link there leads.
    """
    if by_host and (path.is_symlink() or is_device(str(path))):
        return f"{path} is {'a link' if path.is_symlink() else 'a pipe or a device'}; remove it, or name another folder"
    return _exists(path) if path.exists() and not force else ""


def _exists(path: Path) -> str:
    return f"{path} already exists; use --force to overwrite it"


def _folder_name(source: str) -> str:
    """The name of an outlet, from its folder of dumps. The run ends if it is not a folder named as a host."""
    name = os.path.basename(os.path.abspath(source)) if os.path.isdir(source) else ""
    if not is_host(name):
        usage("name the outlet, like --outlet example.vn; if the dumps are of several outlets, use --by host")
    return name


class BasePack(NamedTuple):
    """The pack that is updated."""

    pack: Pack
    path: Path
    text: str  # its YAML
    library: Library  # all packs, with this one


def _read_base(path: Path, library: Library) -> BasePack:
    """Read the pack that is updated. One that cannot be read or has faults ends the run."""
    same = (pack.name for pack in library.packs.values() if _same_file(pack.path, path))
    name = next(same, f"outlets/{path.stem}")
    try:
        data = read_regular(str(path), MOST_FILE_BYTES)
        text = data.decode()
        file = Source(name, str(path), data, weights=read_weights(str(path)))
    except PackReadError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{path}: {error.strerror}")
    except UnicodeDecodeError:
        usage(f"{path} is not UTF-8")
    pack, faults = read_pack(file)
    others = [other for other in library.packs.values() if other.name != name]
    packs = Library([*others, pack] if pack else others)
    faults += [fault for fault in packs.faults() if fault.path == str(path)]
    if pack is None or faults:
        faulty(PackError(faults))
    return BasePack(pack, path, text, packs)


def _same_file(one: str, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


class LearnJob(NamedTuple):
    """What the options ask for."""

    library: Library
    reviewed: bool  # a person decides which rules are written
    separated: bool  # the caller says that each outlet's dumps are of one outlet
    base: BasePack | None


# ------------------------------------------------------------------ dumps


class DumpSource:
    """The dumps with their outlets, read again on each call, with warnings about them."""

    def __init__(self, sources: Sequence[str], fields: Fields, outlet: str | None, base: BasePack | None) -> None:
        self.unread: dict[str, None] = {}  # messages about dumps that could not be read, each once
        self._sources = sources
        self._fields = fields
        self._outlet = outlet  # None: the host of each record
        self._hostless = 0  # records without a host
        self._update = base.path if base else None
        # fingerprints of the base that no dump has shown yet
        self.lost: list[LineTest] = list(base.pack.detect.line) if base and base.pack.detect else []

    def __call__(self) -> Iterator[tuple[str, str]]:
        """Outlets and dumps."""
        self._hostless = 0
        for document in documents(self._sources, self._fields):
            if isinstance(document, UnreadDocument):
                self.unread[document.message] = None
                continue
            outlet = outlet_of(document.url or "") if self._outlet is None else self._outlet
            if self._outlet is None and not is_host(outlet):
                self._hostless += 1
                continue
            if self.lost:
                lines = cut(document.text)[0]
                self.lost = [test for test in self.lost if not _matches_any(test, lines)]
            yield outlet, document.text

    def report(self, any_outlet: bool) -> None:
        """Say what went missing. `any_outlet` is whether there were dumps of an outlet at all."""
        for test in self.lost if any_outlet else ():
            text = next(iter((*test.text, *test.starts, *test.ends, *test.contains, *test.regex)), "")
            say(f"{self._update}: no dump has its fingerprint {text!r}; without one, a page is not recognised")
        for message in self.unread:
            say(message)
        if self._hostless:
            say(f"skipped {counted(self._hostless, 'document')} without a host in the field {self._fields.url!r}")
        if not any_outlet and not self.unread and not self._hostless:
            say(f"found no dumps in {', '.join(self._sources)}")


def _matches_any(test: LineTest, lines: Sequence[str]) -> bool:
    """Whether a fingerprint is on a page. One by its start may be on a line of any length."""
    return any(passes(test, line, bool(test.starts)) for line in lines)


# ------------------------------------------------------------------ learning


def _learn_all(job: LearnJob, dumps: DumpSource, output: Path | None, by_host: bool, force: bool) -> int:
    """Learn each outlet and write its pack. Return the exit code."""
    outlets = written = existing = 0
    for learnt in learn_outlets(dumps, job.library, job.base.pack.name if job.base else DEFAULT):
        outlets += 1
        path = output / f"{learnt.outlet}.yaml" if output and by_host else output
        if path is not None and (obstacle := _obstacle(path, force, by_host)):
            say(obstacle)
            existing += 1
        else:
            written += _learn_one(learnt, job, path, bool(dumps.lost))
    dumps.report(outlets > 0)
    return DONE if written and not existing else FAULTY


def _learn_one(learnt: LearntOutlet, job: LearnJob, path: Path | None, lost: bool) -> bool:
    """Write the pack of one outlet. Return whether there is one. `lost`: the base has fingerprints that no dump has."""
    if _mixes_outlets(learnt) and not job.separated:
        say("use --outlet NAME if they are of one outlet, --by host if their records have hosts")
        return False
    drafted = _draft(learnt, job)
    if drafted is None and (job.base is None or learnt.board is None):
        return False
    known = job.library.packs.get(f"outlets/{learnt.outlet}")
    if job.base is None and known is not None and (path is None or not _same_file(known.path, path)):
        say(f"{learnt.outlet}: this outlet has a pack, {known.path}; in a rules folder, the new one replaces it")
    if drafted is not None:
        to_stderr(proposals(drafted))
        if job.reviewed and not review(drafted):
            if job.base is None:
                say(f"{learnt.outlet}: no rule was accepted; nothing is written")
                return False
            drafted = None
    _write(_text(learnt, job, drafted, lost), learnt, path)
    return True


def _mixes_outlets(learnt: LearntOutlet) -> bool:
    """Say whether the dumps look like those of several outlets."""
    groups = [group for group in clusters(learnt.board) if len(group) > 1] if learnt.board else []
    if len(groups) < 2:
        return False
    sizes = ", ".join(str(len(group)) for group in groups)
    say(f"{learnt.outlet}: the dumps form groups of {sizes} with little in common: are they of several outlets?")
    return True


def _draft(learnt: LearntOutlet, job: LearnJob) -> Draft | None:
    """The draft of an outlet's pack. None, after a message, if there is nothing to propose."""
    try:
        return draft(learnt, job.library, job.base.pack if job.base else None)
    except (TooFewDumps, DraftError) as error:
        say(f"{learnt.outlet}: {error}")
        return None


def _text(learnt: LearntOutlet, job: LearnJob, drafted: Draft | None, lost: bool) -> str:
    """The YAML of a new pack, or of the base with what is new."""
    if job.base is None or learnt.board is None:
        assert drafted is not None
        return pack_text(drafted)
    dumps = learnt.board.counts.dumps
    idle = [rule.name for rule in job.base.pack.rules if rule.name not in learnt.acting]
    for rule in idle:
        say(f"{rule}: acts on none of {counted(dumps, 'dump')}; marked, not removed")
    if lost and drafted is not None and drafted.fingerprints:
        say(f"{learnt.outlet}: possible fingerprints: {' · '.join(drafted.fingerprints)}")
    return updated(job.base.text, job.base.pack, drafted, idle, dumps)


def _write(text: str, learnt: LearntOutlet, path: Path | None) -> None:
    """Write a pack to a file, or to standard output. A failure ends the run."""
    if path is None:
        out_text(text)
        return
    if save(str(path), text.encode(), folders=True) != DONE:
        raise typer.Exit(FAILED)
    if learnt.board:
        counts = learnt.board.counts
        few = "; these are few, so check the rules closely" if counts.pages < FEW_DUMPS else ""
        say(f"{path}: written, from {dumps_and_copies(counts.dumps, counts.copies)}{few}")
