"""Print constraints that pin every dependency of pyproject.toml to the lowest version it allows.

Usage: python .ci/lowest.py > lowest.txt; PIP_CONSTRAINT=lowest.txt pip install '.[dev]'
"""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"].values()
for requirement in sorted({*project["dependencies"], *(entry for extra in extras for entry in extra)}):
    if found := re.match(r"([\w.-]+)\s*>=\s*([\w.]+)", requirement):
        print(f"{found[1]}=={found[2]}")
