"""`cleaner rules list` and `cleaner rules show`."""

from tests.helpers.shell import Shell, ends


def test_a_list_has_every_pack(project: Shell) -> None:
    rows = [line.split() for line in project("rules", "list", "--rules", "more").out.splitlines()]
    assert [row[0] for row in rows] == ["pack", "outlets/a.vn", "outlets/thu.vn", "web"]


def test_a_pack_is_shown_with_its_fingerprints_and_rules(project: Shell) -> None:
    ran = project("rules", "show", "--rules", "more", "outlets/a.vn")
    ends(ran, 0)
    for part in (
        "a pack for tests",
        "detected by host: a.vn",
        "detected by a line: text A ONLINE",
        "outlets/a.vn:tail",
    ):
        assert part in ran.out


def test_an_unknown_pack_ends_the_run(project: Shell) -> None:
    ends(project("rules", "show", "wed"), 2, "there is no pack 'wed'; did you mean 'web'?")
