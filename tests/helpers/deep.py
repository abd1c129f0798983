"""Folders that are nested deeper than Python can call functions."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

DEPTH = 1200


@contextmanager
def nested(folder: str, new: bool = True) -> Iterator[str]:
    """The deepest folder of many nested ones in a relative `folder`; without `new`, only the first of them is made.

    Python itself could not delete them.
    """
    if os.name == "nt":
        pytest.skip("no path is so long there")
    deep = folder + "/d" * DEPTH
    subprocess.run(["mkdir", "-p", deep if new else folder], check=True)
    try:
        yield deep
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)
