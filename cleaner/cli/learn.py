"""`cleaner learn`."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from cleaner.cli.options import Rules, library, usage
from cleaner.cli.review import review
from cleaner.cli.stdio import FAILED, FAULTY, faulty, out, say
from cleaner.corpus.documents import UnreadDocument, documents
from cleaner.corpus.files import write
from cleaner.corpus.formats import Fields, FormatError
from cleaner.learn.draft import Draft, DraftError, draft
from cleaner.learn.learn import LearntOutlet, TooFewDumps, groups
from cleaner.learn.learn import learn as learn_of
from cleaner.learn.update import UpdateError, revise
from cleaner.lines.host import is_host, outlet_of
from cleaner.lines.linetest import LineTest, passes
from cleaner.lines.text import cut
from cleaner.packs.layers import DEFAULT
from cleaner.packs.library import Library
from cleaner.packs.rule import Pack
from cleaner.report.console import to_stderr
from cleaner.report.learn import proposals


class LearnJob(NamedTuple):
    """What is to be made of what is learnt."""

    packs: Library
    reviewed: bool  # a person says which rules go in
    named: bool  # the caller says that the dumps are of one outlet
    base: Pack | None = None  # the pack that is brought up to date
    text: str = ""  # its YAML
    lost: tuple[LineTest, ...] = ()  # its fingerprints, but for those that a dump has shown


def learn(
    sources: Annotated[list[str], typer.Argument(metavar="SRC", help="Folders or files of raw dumps of one outlet.")],
    outlet: Annotated[
        str | None,
        typer.Option(
            "--outlet", metavar="NAME", help="What the outlet is called, best its host; else the folder's name."
        ),
    ] = None,
    by: Annotated[
        Literal["host"] | None, typer.Option("--by", help="The dumps are of many outlets, told apart by their hosts.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PACK", help="The pack's file; with --by a folder. Else standard output."
        ),
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option(
            "--update", metavar="PACK", help="Propose what this pack lacks, and mark its rules that are idle."
        ),
    ] = None,
    reviewed: Annotated[
        bool, typer.Option("--review", help="Go through the rules: accept, reject or edit each, with its lines.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a pack that is there.")] = False,
    text: Annotated[
        str, typer.Option("--text-field", metavar="NAME", help="The field with the raw text, in files of records.")
    ] = "text",
    url: Annotated[
        str, typer.Option("--url-field", metavar="NAME", help="The field with the page's URL or host.")
    ] = "url",
    rules: Rules = None,
) -> None:
    """Propose a pack for an outlet, learnt from its dumps: rules with the evidence for them.

    Nothing is active until the pack lies in a layer. Exit 2 if the dumps show too little.
    """
    if by and (outlet or update):
        usage(f"--{'outlet' if outlet else 'update'} is about one outlet; --by host finds many")
    if by and output is None:
        usage("--by host makes a pack for each host; name a folder for them with --output")
    if by and output is not None and output.is_file():
        usage(f"{output} is a file; --by host makes a pack for each host, so name a folder")
    if outlet is not None and not re.fullmatch(r"\w[\w.-]*", outlet):
        usage(f"--outlet {outlet}: a name has letters, digits, '-', '.' and '_', like example.vn")
    if output == Path("-") and not by:
        output = None
    if not by and output is not None and output.is_dir():
        usage(f"{output} is a folder; name the pack's file, like {output / 'example.vn.yaml'}")
    if output is not None and not by and output.exists() and not force:
        usage(f"{output} is there already; say --force to write over it")
    named = outlet is not None or update is not None
    packs = library(rules)
    job = LearnJob(packs, reviewed, named or by is not None)
    if update is not None:
        job = _based(job, update)
        outlet = outlet or update.stem
    if not by and outlet is None:
        outlet = os.path.basename(os.path.abspath(sources[0])) if os.path.isdir(sources[0]) else ""
        if "." not in outlet:
            usage("say what the outlet is called: --outlet example.vn; or, if there are many, --by host")
    unread: dict[str, None] = {}
    nameless = 0
    lost = list(job.base.detect.line) if job.base and job.base.detect else []  # fingerprints, until a dump shows them

    def dumps() -> Iterator[tuple[str, str]]:
        nonlocal nameless
        nameless = 0
        for one in documents(sources, Fields(text=text, url=url)):
            if isinstance(one, UnreadDocument):
                unread[one.message] = None
            elif by:
                host = outlet_of(one.url or "")
                if is_host(host):
                    yield host, one.text
                else:
                    nameless += 1
            else:
                shown = [
                    test for test in lost if any(passes(test, line, bool(test.starts)) for line in cut(one.text)[0])
                ]
                for test in shown:
                    lost.remove(test)
                yield outlet or "", one.text

    found = made = there = 0
    try:
        for learnt in learn_of(dumps, job.packs, job.base.name if job.base else DEFAULT):
            found += 1
            path = output / f"{learnt.outlet}.yaml" if output and by else output
            if path is not None and path.exists() and not force:
                say(f"{path} is there already; say --force to write over it")
                there += 1
            else:
                made += _make(learnt, job._replace(lost=tuple(lost)), path)
    except (FormatError, UpdateError) as error:
        usage(str(error))
    except typer.Abort:  # Ctrl-C, or nobody is there to answer
        say("broken off; of what was asked nothing is written")
        raise typer.Exit(130) from None
    except OSError as error:
        say(f"{error.filename or output}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None
    for test in lost if found else ():
        told = next(iter((*test.text, *test.starts, *test.ends, *test.contains, *test.regex)), "")
        say(f"{update}: its fingerprint {told!r} stands on none of the dumps; by such lines a page shows its outlet")
    for message in unread:
        say(message)
    if nameless:
        have = "document has" if nameless == 1 else "documents have"
        say(f"{nameless:,} {have} no {url!r} to tell their host by, and {'was' if nameless == 1 else 'were'} left out")
    if not found and not unread and not nameless:
        say(f"there are no dumps in {', '.join(sources)}")
    if unread:
        raise typer.Exit(FAILED)
    if there or not made:
        raise typer.Exit(FAULTY)


def _based(job: LearnJob, path: Path) -> LearnJob:
    """The same for a pack that is there. One that cannot be read or does not parse ends the run."""
    from cleaner.lines.errors import PackError
    from cleaner.packs import schema

    name = next(
        (pack.name for pack in job.packs.packs.values() if _same_file(pack.path, path)),
        f"outlets/{path.stem}",
    )
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        usage(f"{path}: {error.strerror}")
    except UnicodeDecodeError:
        usage(f"{path} is not UTF-8")
    pack, faults = schema.read(text.removeprefix("\ufeff"), str(path), name)
    packs = Library([*(other for other in job.packs.packs.values() if other.name != name), *([pack] if pack else [])])
    faults += [fault for fault in packs.faults() if fault.path == str(path)]
    if pack is None or faults:
        faulty(PackError(faults))
    return job._replace(packs=packs, base=pack, text=text)


def _make(learnt: LearntOutlet, job: LearnJob, path: Path | None) -> bool:
    """Makes the pack of one outlet; whether there is one. Without a path it goes to standard output."""
    name = learnt.outlet
    if learnt.board is not None:
        parts = [group for group in groups(learnt.board) if len(group) > 1]
        if len(parts) > 1:
            sizes = ", ".join(str(len(group)) for group in parts)
            say(f"{name}: these dumps fall into groups with little in common, of {sizes}: are they of several outlets?")
            if not job.named:
                say("say --outlet NAME if they are of one, --by host if their records have hosts")
                return False
    made: Draft | None = None
    try:
        made = draft(learnt, job.packs, job.base)
    except (TooFewDumps, DraftError) as error:
        say(f"{name}: {error}")
        if job.base is None or learnt.board is None:
            return False
    known = job.packs.packs.get(f"outlets/{name}")
    if job.base is None and known is not None and (path is None or not _same_file(known.path, path)):
        say(f"{name}: there is a pack of this outlet already, {known.path}; in a layer, this one takes its place")
    if made is not None:
        to_stderr(proposals(made))
        if job.reviewed and not review(made):
            if job.base is None:
                say(f"{name}: no rule was accepted, so nothing is written")
                return False
            made = None
    data = _text(learnt, job, made)
    if path is None:
        out(data.encode())
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    write(str(path), data.encode())
    told = learnt.board.counts if learnt.board else None
    if told:
        few = "; they are few, so look at it closely" if told.pages < 5 else ""
        copies = f", {told.dumps - told.pages} of which say nothing new" if told.dumps > told.pages else ""
        say(f"{path}: from {told.dumps} dumps{copies}{few}")
    return True


def _same_file(one: str, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _text(learnt: LearntOutlet, job: LearnJob, made: Draft | None) -> str:
    if job.base is None or learnt.board is None:
        assert made is not None
        return made.text()
    dumps = learnt.board.counts.dumps
    idle = [rule.name for rule in job.base.rules if rule.name not in learnt.acting]
    for rule in idle:
        say(f"{rule}: acts on none of {dumps} dumps; it is marked, and stays")
    if job.lost and made is not None and made.signs():
        say(f"{learnt.outlet}: lines that could be fingerprints: {' · '.join(made.signs())}")
    return revise(job.text, job.base, made, idle, dumps)
