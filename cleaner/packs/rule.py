"""What stands in a pack: rules, what they apply to, and what a pack says about itself."""

import unicodedata
from functools import cache
from typing import Any, Literal, NamedTuple

from cleaner.filters import Selector
from cleaner.lines.errors import near
from cleaner.lines.key import key, spellings
from cleaner.lines.linetest import LineTest
from cleaner.lines.pattern import substitute
from cleaner.lines.text import Part
from cleaner.lines.words import INVISIBLE

Verb = Literal["drop", "keep", "replace"]


class Where(NamedTuple):
    """Where a rule looks for its lines, or for the marker that its region starts from.

    Counts of lines leave blank ones out. `after` and `before` look for their marks in the whole dump, that of
    `before` below that of `after`. A mark that is absent means that the rule does not act.

    ```yaml
    - id: teasers
      why: the same words are a link below the article and a sentence's beginning in it
      drop: {line: {starts: Xem thêm}}
      where: {after: {text: Bình luận}}
      hits: ["Bình luận\\nXem thêm ảnh cây cầu"]
      misses: ["Xem thêm ảnh cây cầu\\nBình luận"]
    ```
    """

    first: int | None = None  # only in the first so many lines of the dump
    last: int | None = None  # only in the last so many lines of the dump
    after: LineTest | None = None  # only below the first line that passes
    before: LineTest | None = None  # only above the first line that passes
    line: LineTest | None = None  # only lines that pass this, of any length


class Replace(NamedTuple):
    """Rewrites inside lines; a line that is left blank is gone.

    `find` is a literal: differences that the match key folds away do not count. `regex` is a
    pattern, and `with` may then name its groups as `\\1`. Give the rule a `where: {line: …}` with a
    `starts`, so that it is not looked for in every line.

    ```yaml
    - id: dateline
      why: the outlet's name stands before the lead
      replace: {find: "EXAMPLE.VN - "}
      where: {line: {starts: EXAMPLE.VN -}}
      hits: ["Example.vn -\\u00a0Cầu mới thông xe."]
      misses: [Trang Example.vn - một chuyên trang - có giao diện mới.]
    ```
    """

    find: tuple[str, ...] = ()  # what goes
    regex: tuple[str, ...] = ()  # what goes, as a pattern
    with_: str = ""  # what comes in its place

    def rewrite(self, text: str) -> str:
        """The line with every match replaced; nothing else of it changes. Raises pattern.Exhausted.

        >>> Replace(find=("Kinhtedothi - ",)).rewrite("Kinhtedothi -\\xa0Ngoại trưởng Nga")
        'Ngoại trưởng Nga'
        """
        for literal in self.find:
            if key(literal) in key(text):
                text = substitute(_tolerant(literal), self.with_.replace("\\", r"\\"), text)
        for pattern in self.regex:
            text = substitute(pattern, self.with_, text)
        return text


@cache
def _tolerant(literal: str) -> str:
    """A literal as a pattern that takes what the match key takes as equal, and invisible marks between letters."""
    parts: list[str] = []
    for ways in spellings(literal):
        if ways == (" ",):
            parts.append(r"\s+")
            continue
        forms = {unicodedata.normalize(form, way) for way in ways for form in ("NFC", "NFD")}
        spelt = ("".join(f"\\U{ord(c):08x}" for c in form) for form in sorted(forms, key=len, reverse=True))
        parts.append(f"(?:{'|'.join(spelt)})(?!\\p{{M}})")
    return f"[{INVISIBLE}]*".join(parts)


@cache  # the same test each time, because answers are remembered by a test's identity
def _rewritten(replace: Replace) -> LineTest:
    """The test of the lines that a replace rule would rewrite."""
    literals, patterns = LineTest(contains=tuple(map(str.strip, replace.find))), LineTest(regex=replace.regex)
    if replace.find and replace.regex:
        return LineTest(any=(literals, patterns))
    return literals if replace.find else patterns


class Rule(NamedTuple):
    """One entry of a pack: a verb and what it applies to.

    `drop` takes the lines of a selector away.

    ```yaml
    - id: log-in-bar
      why: it stands above every article
      drop: {run: {of: {text: [Đăng nhập, Đăng ký, Quên mật khẩu]}, least: 2}}
      hits: ["Đăng nhập\\nĐăng ký"]
      misses: [Đăng nhập, "Đăng nhập\\nlà bước đầu tiên."]
    ```

    `keep` protects the lines of a selector from every later rule, and no later rule starts from them: no region
    opens at such a line. They still count where a rule looks for another line: as a region's end, under `after`
    and `before`.

    ```yaml
    - id: rhyme
      why: a poem's refrain stands more than once on purpose
      keep: {block: {any: {text: Lời bài hát}}}
      hits: ["Lời bài hát\\nThuyền ơi có nhớ bến chăng\\nThuyền ơi có nhớ bến chăng"]
      misses: [Lời bài hát được in trên bìa sau.]
    ```

    `replace` rewrites inside lines.
    """

    name: str  # as printed: the pack's name, a colon, the rule's id; without an id, the rule's number
    verb: Verb  # what becomes of its lines
    selector: Selector | None = None  # of drop and keep: the lines
    replace: Replace | None = None  # of replace: the rewriting
    where: Where = Where()  # where it looks for its lines
    most_share: float | None = None  # a share of the dump's words; a rule that would remove more does not act
    part: Part | None = None  # what its lines are; where the caller keeps these, the rule protects them instead
    why: str = ""  # the reason, in a sentence for those who read the pack
    hits: tuple[str, ...] = ()  # texts that the rule, alone, changes
    misses: tuple[str, ...] = ()  # texts that look like hits and have to stay
    place: str = ""  # file:line

    @property
    def pack(self) -> str:
        """The name of the pack that it stands in."""
        return self.name.rpartition(":")[0]

    @property
    def id(self) -> str:
        """What it is called there."""
        return self.name.rpartition(":")[2]

    def anchor(self) -> tuple[LineTest | None, bool]:
        """The test by which the rule is found, and whether it looks at lines of any length."""
        if self.selector is not None:
            return self.selector.anchor()
        if self.where.line is not None:
            return self.where.line, True
        return _rewritten(self.replace or Replace()), True


class Example(NamedTuple):
    """A whole document and what has to come out."""

    raw: str  # the dump
    clean: str  # the article
    name: str = ""  # what it shows, in a few words
    host: str | None = None  # the page's host or URL
    place: str = ""  # file:line


class Detect(NamedTuple):
    """By which signs a document is known to be this outlet's.

    A document gets the pack that its host names, else the pack with most different fingerprints in the text;
    where two packs have as many, or none has any, it gets `web`. A fingerprint by `starts` looks at lines of
    any length, any other at lines of up to 200 characters.

    ```yaml
    about: example.vn article pages
    extends: [web]
    detect:
      host: [example.vn]
      line: [{starts: EXAMPLE.VN -}, {text: Báo Example điện tử}]
    ```
    """

    host: tuple[str, ...] = ()  # the record's host is one of these, or below one
    line: tuple[LineTest, ...] = ()  # fingerprints in the text itself; one by `starts` looks at long lines too
    least: int = 1  # how many of the fingerprints have to be there


class Adjusted(NamedTuple):
    """An inherited rule whose selector has other numbers in a pack."""

    rule: str  # its name
    numbers: tuple[tuple[str, float], ...]  # fields of its selector, sorted by name, and their values

    def fault(self, rule: Rule) -> str:
        """Why the rule cannot be adjusted so, or ""."""
        hints = {name: type(value) for name, value in _numbers(rule.selector)}
        for name, value in self.numbers:
            if name not in hints:
                return f"{name!r} is no number of {self.rule}{near(name, hints)}"
            if hints[name] is int and not float(value).is_integer():
                return f"{name!r} of {self.rule} is a whole number, not {value:g}"
        return ""

    def of(self, rule: Rule) -> Rule:
        """The rule with these numbers."""
        kinds = {name: type(value) for name, value in _numbers(rule.selector)}
        changed: Any = rule.selector
        return rule._replace(selector=changed._replace(**{name: kinds[name](value) for name, value in self.numbers}))


def _numbers(selector: Any) -> list[tuple[str, float]]:
    """The fields of a selector that hold a number."""
    return [
        (name, value)
        for name, value in zip(getattr(selector, "_fields", ()), selector or (), strict=True)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


class Pack(NamedTuple):
    """One YAML file of ordered rules.

    Its name is its path below the folder of packs, without `.yaml`. Its own rules act first, from top to bottom,
    then those of the packs that it extends, each pack once.
    """

    name: str  # its path without ".yaml"
    about: str = ""  # what it is for
    extends: tuple[str, ...] = ()  # packs whose rules act after its own
    without: tuple[str, ...] = ()  # names of inherited rules that do not act here
    adjust: tuple[Adjusted, ...] = ()  # inherited rules whose selectors have other numbers here
    detect: Detect | None = None  # by which signs a document is known
    rules: tuple[Rule, ...] = ()  # in the order in which they act
    tests: tuple[Example, ...] = ()  # whole documents
    path: str = ""  # of its file
    marks: tuple[tuple[str, int, int], ...] = ()  # where its keys and what it extends stand: name, line, column
    layer: int = 0  # the place of its folder among those that packs are read from

    def mark(self, name: str) -> tuple[int, int]:
        """Line and column of one of its keys; (0, 0) if it has none of that name."""
        return next(((line, column) for key, line, column in self.marks if key == name), (0, 0))
