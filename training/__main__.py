"""Train the weights of the selector `body`: `python -m training CORPUS…`.

Each CORPUS is a folder with dumps in `raw` and their articles in `gold`. A `manifest.jsonl` in the folder or above it
can give titles and sites: objects with `id` (the file name without its ending), `title` and `site`. The weights
are written into `rules/body.yaml`; everything else in it stays as it is.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cleaner import Cleaner
from cleaner.filters.body import BodySelector
from cleaner.packs.layers import shipped
from training.fit import train
from training.samples import Sample, samples

PACK = Path(shipped()) / "body.yaml"
CLEAN = Path(__file__).parent / "rules"  # a pack that does everything that `web` does, except for `body`


class Part(NamedTuple):
    """One of several parts of the sites."""

    number: int  # from 0
    parts: int

    def has(self, site: str) -> bool:
        """Whether a site belongs to the part."""
        return int(hashlib.md5(site.encode()).hexdigest(), 16) % self.parts == self.number


def part(text: str) -> Part:
    """Read the value of `--leave-out`: "1/4" is the second of four parts."""
    number, _, parts = text.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and int(number) < int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a part such as 1/4, counted from 0")
    return Part(int(number), int(parts))


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="folder with `raw` and `gold`")
    parser.add_argument(
        "-o", "--output", type=Path, default=PACK, metavar="PACK", help="the pack to write (default: rules/body.yaml)"
    )
    parser.add_argument("--leave-out", type=part, metavar="K/N", help="train without part K of N parts of the sites")
    args = parser.parse_args()
    for folder in args.corpora:
        if not ((folder / "raw").is_dir() and (folder / "gold").is_dir()):
            parser.error(f"{folder}: it has no folders raw and gold")
    return args


def shipped_body() -> BodySelector:
    """Return the selector with its present weights."""
    body = next(iter(Cleaner.load(pack="body").rules("body"))).selector
    assert isinstance(body, BodySelector)
    return body


def read_corpora(folders: Iterable[Path], body: BodySelector, leave_out: Part | None) -> list[Sample]:
    """Return the samples of all corpora. Exits if nothing can be learned from them."""
    cleaner = Cleaner.load([CLEAN], "packs-alone")
    documents = [sample for folder in folders for sample in samples(folder, cleaner, body)]
    if leave_out is not None:
        documents = [sample for sample in documents if not leave_out.has(sample.site)]
    if not any(True in sample.labels and False in sample.labels for sample in documents):
        sys.exit("nothing to learn: no dump has both lines that are in its article and lines that are not")
    if not any(sample.titles for sample in documents):
        print("no manifest gives a title: the weights of the headline stay as they are", file=sys.stderr)
    return documents


def write(body: BodySelector, path: Path) -> None:
    """Replace the weights in a pack."""
    text = path.read_text("utf-8")
    for group in ("alone", "line", "place", "head"):
        start = text.index(f"\n        {group}:\n")
        rest = text[start:]
        for name, weights in getattr(body, group)._asdict().items():
            numbers = ", ".join(f"{weight:g}" for weight in weights)
            rest = re.sub(rf"(?m)^          {name}: .*$", f"          {name}: [{numbers}]", rest, count=1)
        text = text[:start] + rest
    path.write_text(text, "utf-8")


def main() -> None:
    """Read the corpora, train, and write the weights."""
    args = options()
    try:
        import sklearn  # noqa: F401 - find out before reading the corpora, which takes minutes
    except ImportError:
        sys.exit("training needs scikit-learn: pip install -e '.[train]'")
    body = shipped_body()
    documents = read_corpora(args.corpora, body, args.leave_out)
    write(train(documents, body), args.output)
    sites = {sample.site for sample in documents}
    print(f"{args.output}: trained on {len(documents)} documents of {len(sites)} sites")


if __name__ == "__main__":
    main()
