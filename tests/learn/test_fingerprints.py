import random

from cleaner.engine.clean import Cleaner
from cleaner.learn.draft import draft, parsed
from cleaner.learn.learn import learn
from cleaner.learn.write import pack_text
from cleaner.packs.library import Library
from tests.helpers.gazette import BARE, FOOT, HOST, MENU, dump, dumps, other_words, sentence


def test_fingerprints_are_lines_that_other_outlets_do_not_have() -> None:
    own = (MENU[0], FOOT[0], *FOOT[2:])
    texts = [(HOST, text) for text in dumps(6)] + [("other.example", other_words(dump(n + 500), own)) for n in range(6)]
    packs = {
        outlet.outlet: parsed(pack_text(draft(outlet, BARE)), f"outlets/{outlet.outlet}")
        for outlet in learn(lambda: texts, BARE)
    }
    cleaner = Cleaner.of(Library([*BARE.packs.values(), *packs.values()]))
    for outlet, text in ((HOST, dump(77)), ("other.example", other_words(dump(577), own))):
        assert packs[outlet].detect is not None
        assert cleaner.clean(text).pack == f"outlets/{outlet}"
    assert cleaner.clean(sentence(random.Random(1))).pack == "web"
