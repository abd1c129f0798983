"""Standard input to standard output, with no option given."""

from cleaner.cli.stdio import DONE, FAILED, FAULTY, FOUND, faulty, given, onto_itself, out, say
from cleaner.corpus.files import DecodeError, decode
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import PackError, PatternTimeout

NAME = "standard input"


def pipe() -> int:
    """Cleans standard input; returns the exit code."""
    if onto_itself():
        say("standard input and output are the same file; to write over a dump say: cleaner clean --in-place FILE")
        return FAULTY
    try:
        cleaner = Cleaner.load()
    except (PackError, OSError) as error:
        faulty(error)
    try:
        result = cleaner.clean(decode(given(), name=NAME), name=NAME)
    except (DecodeError, PatternTimeout) as error:
        say(error)
        return FAILED
    except OSError as error:
        say(f"{NAME}: {error.strerror}")
        return FAILED
    out(result.text.encode())
    for flag in result.flags:
        say(f"{NAME}: {flag}")
    return FOUND if result.unchanged else DONE
