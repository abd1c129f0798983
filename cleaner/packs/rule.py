"""The parts of a pack as types: rules, what they apply to, how an outlet is recognised, examples, and the pack."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple, get_args

from cleaner.filters import Selector
from cleaner.lines.document import Anchor
from cleaner.lines.errors import near
from cleaner.lines.key import key, spellings
from cleaner.lines.linetest import LineTest
from cleaner.lines.pattern import substitute
from cleaner.lines.rule_name import RuleName
from cleaner.lines.text import PartOrHeadline
from cleaner.lines.words import INVISIBLE

Verb = Literal["drop", "keep", "replace"]
VERBS: tuple[Verb, ...] = get_args(Verb)


class Place(NamedTuple):
    """The line of a pack file on which an entry starts.

    >>> print(Place("rules/web.yaml", 7))
    rules/web.yaml:7
    """

    path: str = ""
    line: int = 0  # from 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Position(NamedTuple):
    """A position in a file; (0, 0) is the file as a whole."""

    line: int = 0  # from 1
    column: int = 0  # from 1


class Where(NamedTuple):
    """Where a rule looks for its lines, or for the marker at which its region starts.

    Blank lines are not counted. `after` and `before` look at the whole dump; `before` looks for its line below the
    line that `after` found. If no line passes one of them, the rule does not act.

    ```yaml
    - id: teasers
      why: the same words are a link below the article and the start of a sentence in it
      drop: {line: {starts: Xem thêm}}
      where: {after: {text: Bình luận}}
      hits: ["Bình luận\\nXem thêm ảnh cây cầu"]
      misses: ["Xem thêm ảnh cây cầu\\nBình luận"]
    ```
    """

    first: int | None = None  # only among this many lines at the top of the dump
    last: int | None = None  # only among this many lines at the bottom of the dump
    after: LineTest | None = None  # only below the first line that passes
    before: LineTest | None = None  # only above the first line that passes
    line: LineTest | None = None  # only lines that pass this, of any length


ANYWHERE = Where()


class Replace(NamedTuple):
    """Rewrites text inside lines. A line that becomes blank is removed.

    `find` is a literal and is compared by match key: case, kinds of spaces and Unicode forms do not matter. `regex`
    is a pattern; `with` can refer to its groups as `\\1`. Give the rule a `where: {line: …}` with a `starts`, so
    that it does not search every line.

    ```yaml
    - id: dateline
      why: the outlet puts its name before the standfirst
      replace: {find: "EXAMPLE.VN - "}
      where: {line: {starts: EXAMPLE.VN -}}
      hits: ["Example.vn -\\u00a0Cầu mới thông xe."]
      misses: [Trang Example.vn - một chuyên trang - có giao diện mới.]
    ```
    """

    find: tuple[str, ...] = ()  # literals to replace
    regex: tuple[str, ...] = ()  # patterns to replace
    with_: str = ""  # the text to put in their place

    def rewrite(self, text: str, most: int | None = None) -> str:
        """Return the line with every match replaced; nothing else in it changes.

        `most` is the number of characters that the line may have afterwards. Raises BudgetError.

        >>> Replace(find=("Kinhtedothi - ",)).rewrite("Kinhtedothi -\\xa0Ngoại trưởng Nga")
        'Ngoại trưởng Nga'
        """
        text_key = key(text) if self.find else ""
        for literal in self.find:
            if key(literal) in text_key:
                text = substitute(_tolerant(literal), self.with_.replace("\\", r"\\"), text, most)
                text_key = key(text)
        for pattern in self.regex:
            text = substitute(pattern, self.with_, text, most)
        return text


@cache
def _tolerant(literal: str) -> str:
    """A pattern that finds a literal by match key, with invisible characters between its letters."""
    parts: list[str] = []
    for letter_spellings in spellings(literal):
        if letter_spellings == (" ",):
            parts.append(r"\s+")
            continue
        forms = {unicodedata.normalize(form, spelling) for spelling in letter_spellings for form in ("NFC", "NFD")}
        escaped = ("".join(f"\\U{ord(c):08x}" for c in form) for form in sorted(forms, key=len, reverse=True))
        parts.append(f"(?:{'|'.join(escaped)})(?!\\p{{M}})")
    return f"[{INVISIBLE}]*".join(parts)


@cache  # return the same object each time: answers to a test are remembered by its identity
def _rewritten(replace: Replace) -> LineTest:
    """The test of the lines that a replace rule would rewrite."""
    literals, patterns = LineTest(contains=tuple(map(str.strip, replace.find))), LineTest(regex=replace.regex)
    if replace.find and replace.regex:
        return LineTest(any=(literals, patterns))
    return literals if replace.find else patterns


class Rule(NamedTuple):
    """One entry of a pack: a verb and what it applies to.

    `drop` removes the lines that its selector points at.

    ```yaml
    - id: log-in-bar
      why: it is above every article
      drop: {run: {of: {text: [Đăng nhập, Đăng ký, Quên mật khẩu]}, least: 2}}
      hits: ["Đăng nhập\\nĐăng ký"]
      misses: [Đăng nhập, "Đăng nhập\\nlà bước đầu tiên."]
    ```

    `keep` protects the lines that its selector points at from every later rule, and no later rule starts from them:
    no region opens at such a line. Later rules still see these lines when they look for another line, for example the
    end of a region, or the line of `after` or `before`.

    ```yaml
    - id: rhyme
      why: the refrain of a song is repeated on purpose
      keep: {block: {any: {text: Lời bài hát}}}
      hits: ["Lời bài hát\\nThuyền ơi có nhớ bến chăng\\nThuyền ơi có nhớ bến chăng"]
      misses: [Lời bài hát được in trên bìa sau.]
    ```

    With `part: headline` the lines are the headline of the article. `body` then looks for no other line as headline,
    and keeps the first of them once.

    ```yaml
    - id: headline
      why: the outlet puts the same words before the headlines of its reports
      keep: {line: {starts: "Phóng sự: "}}
      part: headline
      hits: ["Phóng sự: Cầu mới thông xe"]
      misses: [Phóng sự về cầu mới được chiếu tối nay.]
    ```

    `replace` rewrites text inside lines.
    """

    name: str  # the pack's name, a colon, and the id; a rule without an id has its number in the list
    verb: Verb  # what happens to the lines
    selector: Selector | None = None  # for drop and keep: which lines
    replace: Replace | None = None  # for replace: what is rewritten
    where: Where = ANYWHERE  # where the rule looks for its lines
    most_share: float | None = None  # a share of the dump's words; a rule that would remove more does not act
    part: PartOrHeadline | None = None  # what the lines are: "headline" for keep, another part for drop
    why: str = ""  # the reason for the rule, as a sentence
    hits: tuple[str, ...] = ()  # texts that the rule changes when it acts alone
    misses: tuple[str, ...] = ()  # texts that look like hits and that the rule leaves alone
    place: Place = Place()  # where it is in its file

    @property
    def pack(self) -> str:
        """The name of the pack that contains the rule."""
        return RuleName.of(self.name).pack

    @property
    def id(self) -> str:
        """The rule's name inside its pack."""
        return RuleName.of(self.name).id

    @property
    def needs_weights(self) -> bool:
        """Whether its selector has a net, whose weights are in a file beside the pack."""
        return hasattr(self.selector, "weights")

    def with_weights(self, weights: bytes) -> "Rule":
        """Return the rule with other weights; a rule that needs none as it is."""
        if self.selector is None or not self.needs_weights:
            return self
        return self._replace(selector=self.selector._replace(weights=weights))

    def anchor(self) -> Anchor:
        """Return where the rule can start: without a line that passes this test, it does not act."""
        if self.selector is not None:
            return self.selector.anchor()
        if self.where.line is not None:
            return Anchor(self.where.line, any_length=True)
        return Anchor(_rewritten(self.replace or Replace()), any_length=True)


RULE_OPTIONS = ("where", "most_share", "part", "why", "hits", "misses")  # keys of a rule beside `id` and its verb


class Example(NamedTuple):
    """A test of a pack: a whole document and the clean text that it must give."""

    raw: str  # the dump
    clean: str  # the expected clean text
    name: str = ""  # what the test shows, in a few words
    host: str | None = None  # the page's host or URL
    place: Place = Place()  # where it is in its file


class Detect(NamedTuple):
    """How a document is recognised as coming from this outlet.

    A document gets the pack that lists its host. Without a known host it gets the pack with the most different
    fingerprints in the text. If two packs have equally many, it gets the one that extends the other; if neither
    does, or none has any, it gets `web`. A fingerprint by `starts` is compared with lines of any length, any other
    with lines of up to 200 characters.

    ```yaml
    about: example.vn article pages
    extends: [web]
    detect:
      host: [example.vn]
      line: [{starts: EXAMPLE.VN -}, {text: Báo Example điện tử}]
    ```
    """

    host: tuple[str, ...] = ()  # host names; each includes its subdomains
    line: tuple[LineTest, ...] = ()  # fingerprints: lines that identify the outlet
    least: int = 1  # how many different fingerprints a document needs


class Adjustment(NamedTuple):
    """New values for some numbers of an inherited rule's selector.

    >>> from cleaner.filters.run import RunSelector
    >>> rule = Rule("web:menu", "drop", RunSelector(LineTest(bullet=True), least=5))
    >>> Adjustment("web:menu", (("least", 3.0),)).apply(rule).selector.least
    3
    >>> Adjustment("web:menu", (("leest", 3.0),)).fault(rule)
    "web:menu has no number 'leest'; did you mean 'least'?"
    """

    rule: str  # the rule's name
    numbers: tuple[tuple[str, float], ...]  # options of its selector with their new values, sorted by name

    def fault(self, rule: Rule) -> str:
        """Return why the rule cannot be adjusted like this, or ""."""
        now = _numbers(rule.selector)
        for name, value in self.numbers:
            if name not in now:
                return f"{self.rule} has no number {name!r}{near(name, now)}"
            if isinstance(now[name], int) and not float(value).is_integer():
                return f"{name!r} of {self.rule} must be a whole number, not {value:g}"
        return ""

    def apply(self, rule: Rule) -> Rule:
        """Return the rule with the new numbers."""
        assert rule.selector is not None  # a rule without a selector has no numbers, which is a fault
        now = _numbers(rule.selector)
        new = {name: type(now[name])(value) for name, value in self.numbers}
        return rule._replace(selector=rule.selector._replace(**new))


def _numbers(selector: Selector | None) -> Mapping[str, float]:
    """The options of a selector that are numbers."""
    options = selector._asdict() if selector is not None else {}
    return {name: value for name, value in options.items() if type(value) in (int, float)}


class Mark(NamedTuple):
    """Where a key of a pack is in its file, or an entry of the key's list or mapping."""

    key: str  # "extends"
    entry: str  # "web"; "" for the key itself
    at: Position


class Pack(NamedTuple):
    """One YAML file of ordered rules.

    The pack's name is its path below the folder of packs, without `.yaml`. Its own rules act first, from top to
    bottom, then the rules of the packs that it extends, each pack once.
    """

    name: str  # its path without ".yaml"
    about: str = ""  # what it is for
    extends: tuple[str, ...] = ()  # packs whose rules act after its own
    without: tuple[str, ...] = ()  # names of inherited rules that do not act in this pack
    adjust: tuple[Adjustment, ...] = ()  # inherited rules whose selectors have other numbers in this pack
    detect: Detect | None = None  # how a document of the outlet is recognised
    rules: tuple[Rule, ...] = ()  # in the order in which they act
    tests: tuple[Example, ...] = ()  # whole documents
    path: str = ""  # of its file
    marks: tuple[Mark, ...] = ()  # positions of its keys and of their entries
    layer: int = 0  # the index of its folder in the list of layers
    shipped: bool = False  # whether it comes with the program; only then its patterns are trusted

    def mark(self, key: str, entry: str = "") -> Position:
        """Return the position of a key of the pack, or of an entry below it; (0, 0) if the pack does not have it."""
        return next((mark.at for mark in self.marks if (mark.key, mark.entry) == (key, entry)), Position())
