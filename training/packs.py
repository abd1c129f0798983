"""The shipped packs, for training: whatever weights the selector `body` has so far, they are not used.

After a change of the features the shipped weights fit no longer, and the packs cannot be read with them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cleaner import Cleaner
from cleaner.article.chars import tables
from cleaner.article.features import feature_names
from cleaner.article.net import NET_TYPES, Model, Net, packed, shapes
from cleaner.packs.layers import shipped, sources
from cleaner.packs.library import Library


def load(pack: str, folders: Sequence[Path] = ()) -> Cleaner:
    """Return a cleaner of a shipped pack, or of one in other folders, with a net that knows nothing."""
    files = sources([shipped(), *map(str, folders)])
    blank = packed(Model(tables(), (_blank(len(feature_names(tables()))),), feature_names(tables())))
    files = [file._replace(weights=blank) if file.weights else file for file in files]
    return Cleaner.of(Library.parse(files), pack)


def _blank(features: int) -> Net:
    """A net of zeros."""
    return Net(**{name: np.zeros(shape, NET_TYPES[name]) for name, shape in shapes(features, 1).items()})
