"""Run the command `cleaner`: a bare pipe by a short path of its own, everything else by the command line."""

import gc
import sys


def main() -> None:
    """Run the command. A bare pipe does not import typer, rich or yaml: importing them costs more than the cleaning."""
    if len(sys.argv) == 1 and sys.stdin is not None and not sys.stdin.isatty():
        gc.disable()  # one text leaves no garbage worth collecting, and looking for it takes 5 % of the time
        try:
            from cleaner.cli.pipe import pipe

            sys.exit(pipe())
        except KeyboardInterrupt:
            from cleaner.cli.stdio import INTERRUPTED

            sys.exit(INTERRUPTED)
    from cleaner.cli.app import app

    try:
        app(prog_name="cleaner")
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # the reader of a help page has closed the pipe
            sys.exit(0)
        raise


if __name__ == "__main__":
    main()
