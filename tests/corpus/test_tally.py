"""Sums can be added up in any order, survive a file, and name outliers and problems."""

import json

from cleaner.corpus.tally import Tally, from_plain, plain
from tests.helpers.batch import cleaner, raw_texts


def test_the_tally_of_parts_is_the_tally_of_the_whole_and_survives_a_file() -> None:
    whole, parts = Tally(), [Tally() for _ in range(3)]
    for n, text in enumerate(raw_texts()):
        for tally in (whole, parts[n % 3]):
            tally.add(f"d{n}", f"outlet {n % 2}", cleaner().clean(text))
    for tally in parts:
        tally.fail("x: broken")
        whole.fail("x: broken")
    for order in ((0, 1, 2), (2, 0, 1)):
        total = Tally()
        for n in order:
            total.merge(from_plain(json.loads(json.dumps(plain(parts[n])))))
        assert plain(total) == plain(whole)


def test_outlets_beyond_a_thousand_are_counted_together() -> None:
    tally = Tally()
    for n in range(1005):
        tally.add(f"d{n}", f"{n}.vn", cleaner().clean("x"))
    assert len(tally.outlets) == 1001
    assert tally.outlets["all other outlets"].documents == 5
    both = Tally()
    both.merge(tally)
    both.merge(tally)
    assert both.outlets["all other outlets"].documents == 10


def test_the_outliers_of_an_outlet_are_found() -> None:
    tally = Tally()
    for n in range(20):
        tally.add(f"usual{n}", "a", cleaner().clean("Advertisement\n" * 10 + "word " * 10 + "\n"))
    tally.add("odd", "a", cleaner().clean("word " * 20 + "\n"))
    outlet = tally.outlets["a"]
    assert outlet.usual_percent == 50
    assert [share.document for share in outlet.outliers()] == ["odd"]
    assert 0.4 < tally.removed_share < 0.5
