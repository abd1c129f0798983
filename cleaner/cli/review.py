"""The rules of a draft, one after the other, in a terminal: accepted, rejected or edited by a person."""

import sys

import typer

from cleaner.cli.stdio import say
from cleaner.learn.draft import Draft, DraftError
from cleaner.learn.propose import Proposal
from cleaner.report.console import to_stderr
from cleaner.report.learn import in_context, proposal

_ASK = "accept, reject, edit, more lines, quit? [a/r/e/m/q]"


def review(made: Draft) -> bool:
    """Asks for each rule whether it goes into the pack; whether one does. Who quits accepts no more.

    Raises typer.Abort for Ctrl-C, or where nobody is there to answer.
    """
    accepted: list[Proposal] = []
    todo = list(made.rules)
    for number, one in enumerate(todo, 1):
        to_stderr(proposal(made, one, f"{number} of {len(todo)}"))
        shown = 0
        while True:
            answer = _asked(_ASK)
            if answer == "m":
                shown += 1
                to_stderr(in_context(made, one, shown))
            elif answer == "e":
                one = _edited(made, one)
                to_stderr(proposal(made, one, f"{number} of {len(todo)}, edited"))
            elif answer in ("a", "r", "q"):
                break
        if answer == "q":
            break
        if answer == "a":
            accepted.append(one)
    made.choose(accepted)
    for one in accepted:
        if one not in made.rules:
            say(f"{one.id}: no example shows it at work without the others, so it is left out")
    return bool(made.rules)


def _asked(question: str) -> str:
    """The first letter of a person's answer, "" for none. Standard output is the pack's, so the question is not there.

    Raises typer.Abort for Ctrl-C, or where nobody is there to answer.
    """
    print(question, end=" ", file=sys.stderr, flush=True)  # noqa: T201 - the answer follows on this line
    try:
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        raise typer.Abort from None
    if not answer:
        raise typer.Abort
    return answer.strip().lower()[:1]


def _edited(made: Draft, one: Proposal) -> Proposal:
    """A rule as a person has rewritten it in an editor, once it has no faults; the same if nothing is saved."""
    from click import ClickException, edit  # only who edits pays for it

    text: str | None = one.text or made.written(one)
    while True:
        try:
            text = edit(text, extension=".yaml")
        except ClickException as error:  # the editor is not there, or gave up
            say(error.message)
            return one
        if text is None or not text.strip():
            return one
        try:
            return made.rewritten(one, text)
        except DraftError as error:
            for fault in error.faults:
                say(fault)
        if _asked("edit again? [Y/n]") == "n":
            return one
