"""`python -m training CORPUS…`: each CORPUS is a folder with dumps in `raw` and their articles in `gold`.

A `manifest.jsonl` in the folder or above it may name titles and sites: objects with `id` (the file's name without
its ending), `title` and `site`. The weights go into `rules/body.yaml`; everything else there stays as it is.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import Cleaner
from cleaner.article import features
from cleaner.article.features import HEAD, LINE, PLACE, Bins, Page
from cleaner.article.segment import article
from cleaner.engine.pipeline import TIDY
from cleaner.filters.body import BodySelector
from cleaner.lines.text import cut
from cleaner.packs.layers import shipped

PACK = Path(shipped()) / "body.yaml"
CLEAN = Path(__file__).parent / "rules"  # a pack that does all that web does but for the body


class Sample(NamedTuple):
    """A dump, what its packs left of it, and which of its lines are the article's."""

    corpus: str
    site: str
    page: Page
    labels: list[bool | None]  # of the page's lines; None: a line that is nobody's, like a second headline
    titles: frozenset[int]  # the lines that are the headline


def samples(folder: Path, cleaner: Cleaner, body: BodySelector) -> Iterator[Sample]:
    """The documents of a corpus."""
    facts = manifest(folder)
    function = frozenset(word for text in body.words for word in text.split())
    for raw in sorted((folder / "raw").glob("*.txt")):
        gold = folder / "gold" / raw.name
        if not gold.exists():
            continue
        dump, reference = raw.read_text("utf-8"), gold.read_text("utf-8")
        result = cleaner.clean(dump)
        texts, _ = cut(dump)
        taken = {e.line - 1: body.kind(e.rule) for e in result.edits if e.after is None and e.rule != TIDY}
        page = features.page_of(texts, [features.see(text, function) for text in texts], taken)
        fact = facts.get(raw.stem, {})
        title = fact.get("title") or ""
        yield Sample(
            str(folder),
            fact.get("site") or raw.stem,
            page,
            list(labels(page.texts, reference, title)),
            frozenset(n for n, text in enumerate(page.texts) if is_title(text, title)),
        )


def manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """What the manifest says of each document."""
    for path in (folder / "manifest.jsonl", folder.parent / "manifest.jsonl"):
        if path.exists():
            rows = map(json.loads, path.read_text("utf-8").splitlines())
            return {str(row["id"]): row for row in rows}
    return {}


# ------------------------------------------------------------------ labels

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\W_]+")


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text; characters in scripts without spaces."""
    return tuple(_TOKEN.findall(text.casefold()))


def labels(texts: Sequence[str], reference: str, title: str) -> Iterator[bool | None]:
    """Whether each line is the article's: half of its runs of four words stand there, and are not used up yet."""
    words = tokens(reference)
    left = Counter(words[n : n + 4] for n in range(len(words) - 3))
    short = {tokens(line) for line in reference.splitlines()}
    known: set[str] = set()
    for text in texts:
        mine = tokens(text)
        runs = Counter(mine[n : n + 4] for n in range(len(mine) - 3))
        if runs:
            found = runs & left
            inside = found.total() * 2 >= runs.total()
            if inside:
                left -= found
        else:
            inside = mine in short
        if inside:
            yield None if text in known and not runs else True
            known.add(text)
        else:
            yield None if text in known or is_title(text, title) else False


def is_title(text: str, title: str) -> bool:
    """Whether a line is the title, or it and the site's name."""
    one, other = set(tokens(text)), set(tokens(title))
    if len(one) < 3 or len(other) < 3:
        return one == other != set()
    small, large = sorted((one, other), key=len)
    return small <= large and len(small) > 0.6 * len(large)


# ------------------------------------------------------------------ fitting


class Rows(NamedTuple):
    """What a model is fitted to: the values of the features, whether it is so, and how much that counts."""

    bins: list[Bins]
    truth: list[bool]
    weights: list[float]


def fit(rows: Rows, names: Sequence[dict[str, tuple[str, ...]]], strength: float) -> list[dict[str, list[float]]]:
    """The weights of each value of each feature: logistic regression; the intercept goes to the first feature."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    tables = [(n, name, len(values)) for n, group in enumerate(names) for name, values in group.items()]
    sizes = [size for _, _, size in tables]
    first = np.cumsum([0, *sizes])[:-1]
    at = np.array(rows.bins) + first
    count, width = at.shape
    x = csr_matrix((np.ones(count * width), at.ravel(), np.arange(0, count * width + 1, width)), (count, sum(sizes)))
    weight = np.array(rows.weights)
    model = LogisticRegression(C=strength, max_iter=300)
    model.fit(x, np.array(rows.truth), sample_weight=weight * len(weight) / weight.sum())
    out: list[dict[str, list[float]]] = [{} for _ in names]
    for k, (group, name, size) in enumerate(tables):
        shift = float(model.intercept_[0]) if k == 0 else 0.0
        out[group][name] = [round(float(w) + shift, 2) for w in model.coef_[0][first[k] : first[k] + size]]
    return out


def by_line(some: Sequence[Sample], bins: Sequence[Sequence[Bins]]) -> Rows:
    """Lines that packs have left: they count by their tokens, documents alike, corpora by the root of their size."""
    rows = Rows([], [], [])
    sizes = Counter(sample.corpus for sample in some)
    for sample, values in zip(some, bins, strict=True):
        counts = [min(one.tokens, 100) ** 0.7 for one in sample.page.seen]
        share = sizes[sample.corpus] ** -0.5 / (sum(counts) or 1)
        for value, truth, gone, count in zip(values, sample.labels, sample.page.gone, counts, strict=True):
            if truth is not None and not gone:
                rows.bins.append(value)
                rows.truth.append(truth)
                rows.weights.append(count * share)
    return rows


def train(some: Sequence[Sample], body: BodySelector) -> BodySelector:
    """The body with new weights; those of the headline are the old ones where no title is known."""
    own = [[one.bins for one in sample.page.seen] for sample in some]
    (alone,) = fit(by_line(some, own), [LINE], 0.05)
    body = body.weighed(alone=alone)
    around = [features.places(sample.page, body.prose(sample.page)) for sample in some]
    both = [[(*a, *b) for a, b in zip(mine, place, strict=True)] for mine, place in zip(own, around, strict=True)]
    line, place = fit(by_line(some, both), [LINE, PLACE], 0.05)
    body = body.weighed(line=line, place=place)
    rows = Rows([], [], [])
    sizes = Counter(sample.corpus for sample in some if sample.titles)
    for sample in some:
        if sample.titles:
            prose = body.prose(sample.page)
            scores, _ = body.scores(sample.page, prose)
            inside = article(sample.page, scores, body.bias)
            for n, bins in features.heads(sample.page, prose, inside.start, inside.stop):
                rows.bins.append(bins)
                rows.truth.append(n in sample.titles)
                rows.weights.append(sizes[sample.corpus] ** -0.5)
    return body.weighed(head=fit(rows, [HEAD], 0.1)[0]) if len(set(rows.truth)) > 1 else body


def write(body: BodySelector, path: Path) -> None:
    """Puts the weights in the places of the old ones."""
    text = path.read_text("utf-8")
    for group in ("alone", "line", "place", "head"):
        start = text.index(f"\n        {group}:\n")
        rest = text[start:]
        for name, weights in getattr(body, group)._asdict().items():
            numbers = ", ".join(f"{weight:g}" for weight in weights)
            rest = re.sub(rf"(?m)^          {name}: .*$", f"          {name}: [{numbers}]", rest, count=1)
        text = text[:start] + rest
    path.write_text(text, "utf-8")


def part(text: str) -> tuple[int, int]:
    """What `--leave-out` names: "1/4" is the second of four parts."""
    number, _, parts = text.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and int(number) < int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r} is no part like 1/4, counted from 0")
    return int(number), int(parts)


def main() -> None:
    """Reads the corpora, trains, writes."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS")
    parser.add_argument("-o", "--output", type=Path, default=PACK, metavar="PACK", help="a copy of rules/body.yaml")
    parser.add_argument("--leave-out", type=part, metavar="K/N", help="train without a part of the sites")
    args = parser.parse_args()
    for folder in args.corpora:
        if not ((folder / "raw").is_dir() and (folder / "gold").is_dir()):
            parser.error(f"{folder}: it has no folders raw and gold")
    try:
        import sklearn  # noqa: F401 - asked for before minutes are spent on reading
    except ImportError:
        sys.exit("training needs scikit-learn: pip install -e '.[train]'")
    body = next(iter(Cleaner.load(pack="body").rules("body"))).selector
    assert isinstance(body, BodySelector)
    cleaner = Cleaner.load([CLEAN], "packs-alone")
    some = [sample for folder in args.corpora for sample in samples(folder, cleaner, body)]
    if args.leave_out:
        number, parts = args.leave_out
        some = [s for s in some if int(hashlib.md5(s.site.encode()).hexdigest(), 16) % parts != number]
    if not any(True in sample.labels and False in sample.labels for sample in some):
        sys.exit("there is nothing to learn: no dump has lines that its article has and others that it has not")
    if not any(sample.titles for sample in some):
        print("no manifest names a title: the weights of the headline stay as they are", file=sys.stderr)
    body = train(some, body)
    write(body, args.output)
    print(f"{args.output}: trained on {len(some)} documents of {len({s.site for s in some})} sites")


if __name__ == "__main__":
    main()
