"""Find another program, such as git or an editor: in the folders of PATH, and never in the working directory."""

import os


def executable(name: str) -> str | None:
    """Return the path of a program that is named as on a command line, or None if there is none.

    Windows looks for a program in the working directory first, and every system does if PATH has an empty or relative
    folder. But the working directory may hold a stranger's `git.exe`. A name with a folder in it is taken as it is.
    """
    if os.path.dirname(name):
        return name if _is_executable(name) else None
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        folder = folder.strip('"')  # Windows allows quotes
        if os.path.isabs(folder):
            for ending in _endings():
                if _is_executable(path := os.path.join(folder, name + ending)):
                    return path
    return None


def _endings() -> list[str]:
    """What the file name of a program may have after the name by which it is called."""
    if os.name != "nt":
        return [""]
    return ["", *os.environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(os.pathsep)]


def _is_executable(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
