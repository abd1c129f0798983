"""Let a person change a text in their editor."""

import os
import shlex
import subprocess
import tempfile

from cleaner.lines.errors import CleanerError
from cleaner.lines.executable import executable

_SETTINGS = ("VISUAL", "EDITOR")  # environment variables, the first that is set counts
_EDITORS = ("notepad",) if os.name == "nt" else ("sensible-editor", "vim", "nano", "vi")


class EditorError(CleanerError):
    """There is no editor, or it failed."""


def edited(text: str, suffix: str) -> str | None:
    """The text as a person has saved it, from a file whose name ends in `suffix`. None if it is as it was.

    Raises EditorError, and OSError.
    """
    command = _command()
    descriptor, path = tempfile.mkstemp(suffix, "cleaner-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if code := subprocess.run([*command, path], check=False).returncode:  # noqa: S603 - the user has named it
            raise EditorError(f"{command[0]}: the editor ended with exit code {code}")
        with open(path, encoding="utf-8-sig") as file:
            saved = file.read()
    except UnicodeDecodeError:
        raise EditorError(f"{command[0]}: the editor saved something else than UTF-8") from None
    finally:
        os.unlink(path)
    return None if saved == text else saved


def _command() -> list[str]:
    """The editor that the user has named, or one that is installed, as the start of a command line."""
    named = next(filter(None, map(os.environ.get, _SETTINGS)), None)
    # The name may be a path with spaces in it, or the start of a command line.
    commands = [[named], _split(named)] if named else [[editor] for editor in _EDITORS]
    for name, *args in filter(None, commands):
        if path := executable(name):
            return [path, *args]
    raise EditorError(f"there is no editor {named!r}" if named else "there is no editor; name one in $EDITOR")


def _split(command: str) -> list[str]:
    try:
        return [part.strip('"') for part in shlex.split(command, posix=os.name != "nt")]
    except ValueError as error:
        raise EditorError(f"$VISUAL or $EDITOR: {error}") from None
