"""A small fuzzer: random packs made of real keys and hostile values, and random dumps of awkward text."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from cleaner import filters
from cleaner.lines.linetest import LineTest, Span
from cleaner.packs.reader import record_fields, required_part
from cleaner.packs.rule import Detect, Example, Replace, Where

KB = 1_000  # characters

ATOMS = ["a", "b", ".", r"\w", r"\s", r"\d", r"\W", r"\b", "^", "$", "[a-z]", "[^,]", "[[:alpha:]]", r"\p{L}", r"\p{Lu}",
         "é", "e\u0301", "中", "đ", "ß", "İ", r"\X", r"\R", "(?i:K)", r"\N{BULLET}", "", "x" * 50, r"\1", "(?R)"]  # fmt: skip
COUNTS = ["", "", "", "", "*", "+", "?", "*?", "++", "{2}", "{9}", "{0,9}", "{1,}", "{1000}", "{60000}", "{,65535}", "{e<=3}",
          "{2,1}", "{99999999999}"]  # fmt: skip
GROUPS = ["(?:{})", "({})", "(?={})", "(?!{})", "(?<={})", "(?<!{})", "(?>{})", "(?|{})", "(?P<n>{})", "(?r:{})", "(?-i:{})",
          "(?x:{} #)\n)", "(?#{})", "(?V1:{})"]  # fmt: skip
WHOLE = ["^" + "(?:a|a)" * 40 + "b", "^(?=(?:" + r"(?:\w|\w\w)" * 30 + "!))", r"^\w{0,9}" + r"\w{0,9}" * 43, "^(a|aa)+?b", ".*" * 20 + "!",
         "(?:" * 9 + r"\b" + "){9}" * 9, "(?:(?:(?:a{1000}){1000}){1000})", "(?:aaaabbbbccccddddeeee){e<=12}", r"^(?:\s|\S)*?(?:\s|\S)*?!",
         "(?<=(?:a|aa|a*)*)b", "^" + "(?:a?)" * 60 + "a" * 60, "(?:a|b|ab)*+b", r"\X*\X*\X*!"]  # fmt: skip
WORDS = [
    "Menu",
    "Share",
    "Read more",
    "Comments",
    "Đọc nhiều",
    "a",
    "ab",
    "•",
    "The council met on Monday.",
    "最新",
    "İ",
    "ß",
]
ODD_SCALARS = ["", " ", "~", "null", "yes", "-1", "1e9", "0x10", "9" * 50, "3.5", "a: b", "#", "\t", "\u200b", "\ufeff", "\x85",
               "\u2028", "a\nb", "\U0001f469\u200d\U0001f469", "e" + "\u0301" * 100, "x" * 3000, "\\", "{{}}", "!!python"]  # fmt: skip
BROKEN = ["[", "{", "\t- a\n", "a: b: c\n", "&a [*a]", "'", "? ", "%", "\x07", "--- a\n--- b\n", "- " * 150, "[" * 150]

LINES = [*WORDS, "", "", " ", "x" * 250, "a" * 199, "The council met on Monday and agreed on a new budget for the year.",
         "a" + "\u0301\u0323" * 400, "\u200b" * 300, "1:23", "https://a.vn/" + "b/" * 99, "👩‍👩‍👧 " * 30, "\u202eabc",
         "!" * 190, "a " * 99, "ab" * 95 + "!", "\x00\x1b[31m", "İıſKÅ" * 9, "각" * 60, "1" * 180, "aaaa aaaa " * 15]  # fmt: skip


def pattern(random: Random, depth: int = 4) -> str:
    """A pattern, often hostile: nested counts, overlapping alternatives, recursion, foreign syntax."""
    if random.random() < 0.03:
        return random.choice(WHOLE)
    parts: list[str] = []
    for _ in range(random.choice([1, 2, 2, 3])):
        if depth and random.random() < 0.45:
            inside = "|".join(pattern(random, depth - 1) for _ in range(random.choice([1, 1, 2, 3])))
            part = random.choice(GROUPS[:1] * 8 + GROUPS).replace("{}", inside)
        else:
            part = random.choice(ATOMS[:12] * 3 + ATOMS)
        parts.append(part + random.choice(COUNTS[:9] * 3 + COUNTS))
    return "".join(parts) * random.choice([1] * 60 + [9, 40])


def pack(random: Random) -> str:
    """The YAML text of a pack."""
    if random.random() < 0.05:
        return random.choice(BROKEN) * random.choice([1, 1, 3, 1000]) + "\nabout: x\n"
    return _Writer(random).pack()


def dump(random: Random, size: int = 10 * KB) -> str:
    """A dump of up to `size` characters: awkward lines, repeats, giant lines."""
    kind = random.choice(["lines", "lines", "lines", "repeats", "one letter", "giant", "any"])
    lines = random.choices(LINES, k=random.choice([1, 5, len(LINES)]))
    if kind == "giant":
        text = (random.choice(LINES) or "a") * size
    elif kind == "one letter":
        text = "".join(random.choice("aA1•中\u0301") + "\n" for _ in range(size // 2))
    elif kind == "any":
        text = "".join(chr(random.choice([random.randrange(128), random.randrange(0x3000)])) for _ in range(size))
    else:
        ends = ["\n"] if kind == "repeats" else ["\n", "\r\n", "\r", "\n\n"]
        text = "".join(random.choice(lines) + random.choice(ends) for _ in range(max(1, size // 20)))
    return text[:size]


_EITHER = (("through", "before", "resumes"), ("any", "all"))  # keys of which a record has at most one
_NEEDED = ("from", "find")  # keys without which many records would be refused


class _Writer:
    """Writes one pack as YAML in flow style. Now and then a value is odd, or an alias of an earlier one."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._oddness = random.choice([0, 0, 0, 0.01, 0.05])  # how often a value is of a wrong kind
        self._depth = random.choice([1, 1, 2, 4])  # of patterns
        self._anchors: list[str] = []

    def pack(self) -> str:
        keys: dict[str, str] = {"about": "x"}
        rules = [self._rule() for _ in range(self._random.choice([1, 1, 1, 2, 2, 5, 30]))]
        keys["rules"] = _list(rules)
        if self._chance(0.1):
            keys["detect"] = self._record(Detect)
        if self._chance(0.1):
            keys["tests"] = _list([self._record(Example, leave_out=("place",))])
        if self._chance(0.05):
            keys["extends"] = _list([self._text() for _ in range(3)])
        if self._chance(0.05):
            keys["adjust"] = f"{{{self._text()}: {{least: {self._number()}}}}}"
        return "".join(f"{key}: {value}\n" for key, value in keys.items())

    def _rule(self) -> str:
        verb = self._random.choice(["drop", "drop", "keep", "replace"])
        if verb == "replace":
            value = self._record(Replace)
        else:
            name = self._random.choice(filters.kinds())
            cls: Any = filters.kind(name)
            value = f"{{{name}: {self._line_test(2) if name == 'line' else self._record(cls, keys=2.5)}}}"
        keys = {verb: value}
        if self._chance(0.3):
            keys["where"] = self._record(Where)
        if self._chance(0.1):
            keys["most_share"] = "0.6"
        return _mapping(keys)

    def _record(self, cls: Any, leave_out: tuple[str, ...] = (), keys: float = 1.5) -> str:
        """A record with about so many keys."""
        fields = [field for field in record_fields(cls) if field.name not in leave_out]
        shares = [1 if field.required else 0.9 if field.key in _NEEDED else keys / len(fields) for field in fields]
        chosen = [field for field, share in zip(fields, shares, strict=True) if self._chance(share)] or fields[:1]
        for group in _EITHER:
            among = [field for field in chosen if field.key in group]
            if len(among) > 1 and not self._chance(self._oddness):
                left_out = self._random.sample(among, len(among) - 1)
                chosen = [field for field in chosen if field not in left_out]
        return _mapping({field.key: self._value(field.key, field.type) for field in chosen})

    def _line_test(self, depth: int) -> str:
        fields = [field for field in record_fields(LineTest) if depth or field.key not in ("any", "all", "not")]
        chosen = self._random.choices(fields, k=self._random.choice([1, 1, 2, 3]))
        return _mapping({field.key: self._value(field.key, field.type, depth - 1) for field in chosen})

    def _value(self, key: str, hint: Any, depth: int = 1) -> str:
        if self._anchors and self._chance(self._oddness):
            return f"*{self._random.choice(self._anchors)}"
        written = self._odd() if self._chance(self._oddness) else self._typed(key, required_part(hint), depth)
        if self._chance(0.03) and not written.startswith(("*", "&")):
            self._anchors.append(f"a{len(self._anchors)}")
            return f"&{self._anchors[-1]} {written}"
        return written

    def _typed(self, key: str, hint: Any, depth: int) -> str:
        if key in ("regex", "find", "with"):
            return self._pattern_or_literal(key)
        if hint is LineTest:
            return self._line_test(max(depth, 0))
        if hint is Span and not self._chance(self._oddness):
            return f"{{most: {self._number()}}}"
        if key == "host":
            return _list(["a.vn"])
        if getattr(hint, "__origin__", None) is tuple:
            inside = [self._typed("", hint.__args__[0], depth) for _ in range(self._random.choice([1, 1, 2, 20]))]
            return _list(inside)
        scalars: dict[Any, Callable[[], str]] = {
            str: self._text,
            int: self._number,
            float: lambda: "0.5",
            bool: lambda: self._random.choice(["true", "false"]),
        }
        if hint in scalars:
            return scalars[hint]()
        return self._record(hint) if hasattr(hint, "_fields") else json.dumps(self._random.choice(hint.__args__))

    def _pattern_or_literal(self, key: str) -> str:
        if key == "with":
            return json.dumps(self._random.choice(["", "x", r"\1", r"\1" * 60, "x" * 400, r"\g<n>", r"\2\\"]))
        if key == "find":
            return self._text()
        return _list(
            [
                json.dumps(self._random.choice(["", "^", "^a", "x"]) + pattern(self._random, self._depth))
                for _ in range(self._random.choice([1, 1, 3]))
            ]
        )

    def _text(self) -> str:
        return json.dumps(self._random.choice(WORDS) * self._random.choice([1] * 50 + [2, 40]))

    def _number(self) -> str:
        return str(self._random.choice([0, 1, 2, 3, 10, 200, 1000, 999_999_999]))

    def _odd(self) -> str:
        odd = self._random.choice(ODD_SCALARS)
        return self._random.choice([json.dumps(odd), odd, _list([odd]), "{" + odd + ": x}", "[" * 101 + "]" * 101])

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


def _list(items: list[str]) -> str:
    return f"[{', '.join(items)}]"


def _mapping(keys: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
