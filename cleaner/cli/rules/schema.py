"""`cleaner rules schema`."""

import json

from cleaner.cli.stdio import out


def schema() -> None:
    """Print the JSON Schema of packs, for completion and checks in an editor."""
    from cleaner.packs.json_schema import json_schema

    out((json.dumps(json_schema(), indent=2) + "\n").encode())
