"""The options of commands that turn files into files, and the plan made from them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.options import usage
from cleaner.corpus import formats
from cleaner.lines.words import alternatives

if TYPE_CHECKING:
    from cleaner.corpus.plan import BatchPlan

FormatName = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help=f"Input format: {alternatives(formats.names())} (default: by file name)."
    ),
]
IdField = Annotated[str, typer.Option("--id-field", metavar="NAME", help="Record field with the document's id.")]


def plan_or_exit(
    inputs: list[str], output: str, format_name: str | None, include: Iterable[str] = (), exclude: Iterable[str] = ()
) -> "BatchPlan":
    """The jobs that turn the inputs into outputs. Paths or a format that cannot be used end the run."""
    from cleaner.corpus.inputs import PathError
    from cleaner.corpus.plan import plan_batch

    if format_name is not None and format_name not in formats.names():
        usage(f"--format {format_name}: the formats are {alternatives(formats.names())}")
    try:
        return plan_batch(inputs, output, format_name, tuple(include), tuple(exclude))
    except PathError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{error.filename}: {error.strerror}")
