"""The command `cleaner`: a bare pipe takes a short way of its own, everything else the command line."""

import gc
import sys


def main() -> None:
    """Runs the command. In a bare pipe neither typer, rich nor yaml is imported: they cost more than the cleaning."""
    if len(sys.argv) == 1 and sys.stdin is not None and not sys.stdin.isatty():
        gc.disable()  # what one text takes is no garbage: to look for some is a twentieth of the start
        try:
            from cleaner.cli.pipe import pipe

            sys.exit(pipe())
        except KeyboardInterrupt:
            sys.exit(130)
    from cleaner.cli.app import app

    try:
        app(prog_name="cleaner")
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # the reader of a help page has gone away
            sys.exit(0)
        raise


if __name__ == "__main__":
    main()
