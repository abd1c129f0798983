"""Clean standard input to standard output: `cleaner < dump.txt`, without a command or option."""

from cleaner.cli.project import announce
from cleaner.cli.stdio import (
    DONE,
    FAILED,
    FAULTY,
    FOUND,
    STDIN_NAME,
    faulty,
    onto_itself,
    out_text,
    read_stdin,
    say,
)
from cleaner.corpus.encoding import DecodeError, decode
from cleaner.engine.clean import Cleaner
from cleaner.lines.errors import CleanerError, PatternTimeout


def pipe() -> int:
    """Clean standard input. Return the exit code."""
    if onto_itself():
        say("standard input and output are the same file; to overwrite a dump use: cleaner clean --in-place FILE")
        return FAULTY
    try:
        cleaner = Cleaner.load()
    except CleanerError as error:
        faulty(error)
    announce(cleaner.project_packs)
    try:
        result = cleaner.clean(decode(read_stdin(), name=STDIN_NAME), name=STDIN_NAME)
    except (DecodeError, PatternTimeout) as error:
        say(error)
        return FAILED
    except OSError as error:
        say(f"{STDIN_NAME}: {error.strerror}")
        return FAILED
    out_text(result.text)
    for flag in result.flags:
        say(f"{STDIN_NAME}: {flag}")
    return FOUND if result.doubtful else DONE
