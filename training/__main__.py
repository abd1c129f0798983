"""Train the net of the selector `body`: `python -m training CORPUS…`.

Each CORPUS is a folder with dumps in `raw` and their articles in `gold`. A `manifest.jsonl` in the folder or above it
can say more about them: objects with `id` (the file name without its ending), `title`, `site` and `type` (article,
documentation, forum, listing, product, collection, service or recipe). The weights are written into
`rules/body.safetensors`. With `--cross-validate`, a model is trained for each fifth of the sites without these sites,
and scored on them.
"""

import argparse
import sys
from concurrent.futures.process import BrokenProcessPool
from importlib.util import find_spec
from pathlib import Path

from cleaner.article.segment import Costs
from cleaner.corpus.files import AtomicFile
from cleaner.filters.body import BodySelector
from cleaner.lines.errors import CleanerError
from cleaner.packs.layers import shipped
from training.corpus import Document, read_corpora, read_split
from training.packs import load
from training.runs import Plan, cross_validate, train
from training.samples import Sample, read_samples
from training.score import Decision, Score, table

WEIGHTS = Path(shipped()) / "body.safetensors"
PACK = Path(shipped()) / "body.yaml"


class NothingToLearnError(CleanerError):
    """No corpus has a page with lines that are in its article and lines that are not."""


def options(args: list[str] | None = None) -> argparse.Namespace:
    """Read the command line. Ends the program with 2 if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("corpora", nargs="+", type=Path, metavar="CORPUS", help="folder with `raw` and `gold`")
    add(
        *("-o", "--output"),
        type=Path,
        default=WEIGHTS,
        metavar="FILE",
        help="file of the weights (default: rules/body.safetensors)",
    )
    add(
        "--cross-validate",
        type=Path,
        metavar="FOLDER",
        help="write FOLDER/<fold>/body.safetensors instead, and print scores",
    )
    add("--split", type=Path, metavar="JSON", help="file with the fold of each site (default: by the site's name)")
    add("--seeds", type=_count, default=2, metavar="N", help="nets that are averaged (default: 2)")
    add("--passes", type=_count, default=6, metavar="N", help="passes over all pages (default: 6)")
    add("--variants", type=_whole, default=2, metavar="N", help="altered copies of each page (default: 2)")
    add("--jobs", type=_count, default=2, metavar="N", help="processes (default: 2)")
    parsed = parser.parse_args(args)
    for folder in parsed.corpora:
        if not ((folder / "raw").is_dir() and (folder / "gold").is_dir()):
            parser.error(f"{folder}: it has no folders raw and gold")
    if parsed.split is not None and parsed.cross_validate is None:
        parser.error("--split says how to cross-validate, so it needs --cross-validate")
    if parsed.cross_validate is None and not parsed.output.absolute().parent.is_dir():
        parser.error(f"{parsed.output}: there is no folder {parsed.output.parent}")
    if parsed.output.is_dir():
        parser.error(f"{parsed.output}: this is a folder, not a file")
    if parsed.cross_validate is not None and parsed.cross_validate.is_file():
        parser.error(f"{parsed.cross_validate}: this is a file, not a folder")
    return parsed


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def shipped_decision() -> Decision:
    """Return what turns log odds into an article in the shipped pack."""
    body = next(iter(load("body").rules("body"))).selector
    assert isinstance(body, BodySelector)
    return Decision(Costs(body.bias, body.text, body.switch, body.together), body.headline)


def check_samples(documents: list[Document], samples: list[Sample]) -> None:
    """Raise NothingToLearnError if nothing can be learned, and print a note if no headline can."""
    if not any({0, 1} <= set(sample.article.tolist()) for sample in samples):
        raise NothingToLearnError(
            "nothing to learn: no dump has both lines that are in its article and lines that are not"
        )
    if not any(document.title for document in documents):
        note("no manifest gives a title: the net does not learn what a headline looks like")


def run(args: argparse.Namespace) -> None:
    """Read the corpora, train, and write the weights. Raises CleanerError and OSError."""
    documents = read_corpora(args.corpora)
    if not documents:
        raise NothingToLearnError("nothing to learn: no dump in raw has an article of the same name in gold")
    folds = read_split(args.split) if args.split else {}
    if find_spec("torch") is None:  # found out before reading the pages, which takes minutes
        raise CleanerError("training needs torch: pip install -e '.[train]'")
    sites = len({document.site for document in documents})
    note(f"reading {len(documents)} pages of {sites} sites")
    samples = read_samples(documents, folds, args.variants, args.jobs)
    check_samples(documents, samples)
    plan = Plan(args.seeds, args.passes, args.jobs)
    note(f"training on {len(samples)} pages and variants")
    if args.cross_validate:
        write_folds(samples, plan, args.cross_validate)
    else:
        write(args.output, train(samples, plan))
        print(f"{args.output}: trained on {len(documents)} pages of {sites} sites")


def write_folds(samples: list[Sample], plan: Plan, folder: Path) -> None:
    """Write a model for each fold, as a folder of packs, and print how well they do on the folds."""
    scores: list[Score] = []
    decision = shipped_decision()
    for fold in cross_validate(samples, plan, decision):
        into = folder / str(fold.number)
        if into.is_symlink():
            raise CleanerError(f"{into}: this is a link; remove it, or name another folder")
        into.mkdir(parents=True, exist_ok=True)
        write(into / PACK.name, PACK.read_bytes())
        write(into / WEIGHTS.name, fold.weights)
        note(f"{into}: trained without {len(fold.scores)} pages of other sites, which it is scored on")
        scores += fold.scores
    if not scores:
        raise NothingToLearnError("nothing to score: all pages are in one fold, or none has an article")
    print(table(scores))


def write(path: Path, data: bytes) -> None:
    """Write a file, so that it is complete or not there. A link in its place is replaced and not followed."""
    file = AtomicFile(str(path), follow=False, temporary=True)
    try:
        file.write(data)
        file.commit()
    except BaseException:
        file.discard()
        raise


def note(text: str) -> None:
    """Print a line about what is being done."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Run the command. Exits with 1 and a message if it fails."""
    args = options()
    try:
        run(args)
    except (CleanerError, OSError) as error:
        sys.exit(str(error))
    except BrokenProcessPool:
        sys.exit("a process died, most likely for lack of memory; try --jobs 1 or fewer --variants")


if __name__ == "__main__":
    main()
