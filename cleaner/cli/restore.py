"""`cleaner restore`."""

from typing import Annotated

import typer

from cleaner.cli.options import usage
from cleaner.cli.stdio import DONE, FAILED, say


def restore(
    clean: Annotated[str, typer.Argument(metavar="CLEAN", help="The clean folder or file, as batch has written it.")],
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help="The ledger of the same run.")],
    output: Annotated[str, typer.Argument(metavar="DST", help="Where the raw documents go.")],
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORM", help="txt, jsonl, parquet or wet; else by each file's name."),
    ] = None,
    text_field: Annotated[
        str, typer.Option("--text-field", metavar="NAME", help="The field of the clean text.")
    ] = "text",
    id_field: Annotated[str, typer.Option("--id-field", metavar="NAME", help="The field of the document's id.")] = "id",
) -> None:
    """Rebuild raw documents from clean ones and their ledger, byte for byte."""
    # the other commands start sooner without these
    from cleaner.corpus import compression, formats
    from cleaner.corpus.formats import FormatError
    from cleaner.corpus.plan import plans
    from cleaner.corpus.restore import restore as restored

    if form is not None and form not in formats.kinds():
        usage(f"--format {form}: there are {', '.join(formats.kinds())}")
    try:
        failed = restored(plans([clean], output, form), ledger, text_field, id_field)
    except (FormatError, compression.MissingExtra) as error:
        usage(str(error))
    except OSError as error:
        say(f"{error.filename or output}: {error.strerror or error}")
        raise typer.Exit(FAILED) from None
    for message in failed:
        say(message)
    raise typer.Exit(FAILED if failed else DONE)
