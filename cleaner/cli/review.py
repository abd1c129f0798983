"""Review the rules of a draft in the terminal: a person accepts, rejects or edits each."""

import sys

import typer

from cleaner.cli.stdio import say, to_stderr
from cleaner.learn.draft import Draft, DraftError
from cleaner.learn.proposal import Proposal
from cleaner.learn.write import rule_text
from cleaner.report.learn import in_context, proposal_in_full

_QUESTION = "accept, reject, edit, more lines, quit? [a/r/e/m/q]"


def review(draft: Draft) -> bool:
    """Ask about each rule, and make the draft from the accepted ones. Return whether any is left.

    "q" rejects the rule and all that follow. Raises typer.Abort for Ctrl-C and at the end of standard input.
    """
    accepted: list[Proposal] = []
    for number, rule in enumerate(list(draft.rules), 1):
        decided, answer = _decide(draft, rule, f"{number} of {len(draft.rules)}")
        if answer == "q":
            break
        if answer == "a":
            accepted.append(decided)
    draft.choose(accepted)
    for rule in accepted:
        if rule not in draft.rules:
            say(f"{rule.id}: left out, because no example shows it at work without the rejected rules")
    return bool(draft.rules)


def _decide(draft: Draft, rule: Proposal, position: str) -> tuple[Proposal, str]:
    """Show a rule and ask until it is accepted ("a") or rejected ("r"), or the review ends ("q"). It may be edited."""
    to_stderr(proposal_in_full(draft, rule, position))
    turn = 0
    while (answer := _ask(_QUESTION)) not in ("a", "r", "q"):
        if answer == "m":
            turn += 1
            to_stderr(in_context(draft, rule, turn))
        elif answer == "e":
            rule = _edited(draft, rule)
            to_stderr(proposal_in_full(draft, rule, f"{position}, edited"))
    return rule, answer


def _ask(question: str) -> str:
    """The first letter of a person's answer, "" for an empty one. Standard output is for the pack, so ask elsewhere.

    Raises typer.Abort for Ctrl-C and at the end of standard input.
    """
    print(question, end=" ", file=sys.stderr, flush=True)  # noqa: T201 - the answer follows on the same line
    try:
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        raise typer.Abort from None
    if not answer:
        raise typer.Abort
    return answer.strip().lower()[:1]


def _edited(draft: Draft, rule: Proposal) -> Proposal:
    """A rule as a person has rewritten it in an editor, without faults. The old one if the person saves nothing."""
    from cleaner.cli.editor import EditorError, edited  # a review without edits starts sooner

    text = rule_text(draft, rule)
    while True:
        try:
            saved = edited(text, ".yaml")
        except (EditorError, OSError) as error:
            say(error)
            return rule
        if saved is None or not saved.strip():
            return rule
        text = saved
        try:
            return draft.rewritten(rule, text)
        except DraftError as error:
            for fault in error.faults:
                for line in str(fault).split("\n"):
                    say(line)
        if _ask("edit again? [Y/n]") == "n":
            return rule
