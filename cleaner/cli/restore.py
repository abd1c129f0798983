"""`cleaner restore`."""

from typing import Annotated

import typer

from cleaner.cli.options import usage
from cleaner.cli.planning import FormatName, IdField, plan_or_exit
from cleaner.cli.stdio import DONE, FAILED, say


def restore(
    clean: Annotated[
        str, typer.Argument(metavar="CLEAN", help="Clean file or folder, as `cleaner batch` has written it.")
    ],
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help="Ledger of the same run.")],
    output: Annotated[str, typer.Argument(metavar="DST", help="File or folder for the raw documents.")],
    format_name: FormatName = None,
    text_field: Annotated[
        str, typer.Option("--text-field", metavar="NAME", help="Record field with the clean text.")
    ] = "text",
    id_field: IdField = "id",
) -> None:
    """Restore raw documents from clean ones and their ledger, byte for byte.

    A file is written only if the ledger fits it.

    Exit codes: 0 success; 2 wrong usage, or LEDGER is not a ledger; 3 a file could not be read or written, or the
    ledger does not fit it; the others were restored.
    """
    # Imported here, so that the other commands start sooner.
    from cleaner.corpus.compression import MissingExtra
    from cleaner.corpus.formats import FormatError
    from cleaner.corpus.restore import restore as restore_files

    plan = plan_or_exit([clean], output, format_name)
    try:
        failed = restore_files(plan, ledger, text_field, id_field)
    except (FormatError, MissingExtra) as error:
        usage(str(error))
    except OSError as error:
        say(f"{error.filename or output}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None
    for message in failed:
        say(message)
    raise typer.Exit(FAILED if failed else DONE)
