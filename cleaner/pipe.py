"""Standard input to standard output, with no option given."""

from cleaner.clean import Cleaner
from cleaner.fault import PackError, PatternTimeout
from cleaner.files import Unreadable, decode
from cleaner.stdio import DONE, FAILED, FAULTY, FOUND, faulty, given, onto_itself, out, say

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
    except (Unreadable, PatternTimeout) as error:
        say(error)
        return FAILED
    except OSError as error:
        say(f"{NAME}: {error.strerror}")
        return FAILED
    out(result.text.encode())
    for flag in result.flags:
        say(f"{NAME}: {flag}")
    return FOUND if result.unchanged else DONE
