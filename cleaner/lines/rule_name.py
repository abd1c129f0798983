"""The full name of a rule, such as "outlets/example.vn:tail", and its two parts."""

from typing import NamedTuple


class RuleName(NamedTuple):
    """The full name of a rule, in its parts."""

    pack: str  # name of the pack
    id: str  # of the rule within the pack

    @classmethod
    def of(cls, name: str) -> "RuleName":
        """Return the parts of a full name.

        >>> RuleName.of("outlets/example.vn:tail")
        RuleName(pack='outlets/example.vn', id='tail')
        """
        pack, _, rule_id = name.rpartition(":")
        return cls(pack, rule_id)

    def __str__(self) -> str:
        return f"{self.pack}:{self.id}"
