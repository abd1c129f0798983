"""`cleaner rules schema`."""

import json

from tests.helpers.shell import Shell


def test_the_schema_is_json(shell: Shell) -> None:
    assert json.loads(shell("rules", "schema").out)["title"] == "A pack of cleaner rules"
