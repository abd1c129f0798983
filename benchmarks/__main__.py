"""`python -m benchmarks`: every group, or those that are named."""

import argparse
import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import benchmarks
from benchmarks.report import Group, machine, page, tables

RESULTS = Path(__file__).with_name("RESULTS.md")


def groups() -> dict[str, ModuleType]:
    """The modules of this folder that measure something, by the names of their groups."""
    names = sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name != "__main__")
    modules = {name.replace("_", "-"): import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "rows")}


def main() -> None:
    """Measures, prints, and writes if asked to."""
    known = groups()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(benchmarks.__doc__ or "").split("\n")[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(known)}; none: all")
    parser.add_argument(
        "--quick", action="store_true", help="small and few rounds: shows that it runs, measures little"
    )
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} next to this program")
    wanted = parser.parse_args()
    if unknown := set(wanted.groups) - set(known):
        parser.error(f"no group of this name: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    print("\n".join(machine()), flush=True)
    done: list[Group] = []
    for name in dict.fromkeys(wanted.groups or known):
        title = (known[name].__doc__ or "").split("\n")[0]
        done.append(Group(name, title, tuple(known[name].rows(wanted.quick))))
        print("\n" + tables(done[-1]), end="", flush=True)
    if wanted.write:
        RESULTS.write_text(page(done), encoding="utf-8")
        print(f"\nwritten: {RESULTS}", file=sys.stderr)


if __name__ == "__main__":
    main()
