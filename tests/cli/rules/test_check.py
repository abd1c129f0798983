"""`cleaner rules check`."""

import json

from tests.helpers.shell import Shell, ends, put


def test_a_check_of_one_file_reports_only_its_faults(project: Shell) -> None:
    put("bad.yaml", "rules: [{drop: {line: {txt: x}}}]")
    put("worse.yaml", "x")
    ran = project("rules", "check", "bad.yaml")
    ends(ran, 2, "bad.yaml:1:24: unknown key 'txt' in the line test; did you mean 'text'?")
    assert "worse" not in ran.err


def test_a_pack_that_is_named_twice_counts_once(project: Shell) -> None:
    ran = project("rules", "check", "more/outlets/a.vn.yaml", "more")
    ends(ran, 0)
    assert ran.out == "1 pack, no faults\n"


def test_a_pack_can_extend_the_packs_beside_it(project: Shell) -> None:
    put("more/outlets/child.vn.yaml", "extends: outlets/a.vn")
    ends(project("rules", "check", "more/outlets/child.vn.yaml"), 0)


def test_all_packs_are_checked_if_none_is_named(project: Shell) -> None:
    assert project("rules", "check").out == "3 packs, no faults\n"


def test_weights_without_a_pack_are_a_fault_of_their_folder(project: Shell) -> None:
    put("more/outlets/b.vn.safetensors", "x")
    message = "more/outlets/b.vn.safetensors: these weights belong to no pack; a pack has the weights beside it"
    ends(project("rules", "check", "more"), 2, message)
    ends(project("rules", "check", "--rules", "more"), 2, message)
    ends(project("rules", "check", "more/outlets/a.vn.yaml"), 0)
    ends(project("rules", "check"), 0)


def test_files_that_are_no_packs_end_the_run(project: Shell) -> None:
    ends(project("rules", "check", "no.yaml"), 2, "no.yaml: No such file")
    ends(project("rules", "check", "dump.txt"), 2, "dump.txt: the name of a pack file ends in .yaml")


def test_faults_are_printed_as_annotations_and_as_json(project: Shell) -> None:
    put("a,b.yaml", "rules:\n  - {drop: {line: {txt: 100%}}}")
    ran = project("rules", "check", "a,b.yaml", "--output-format", "github")
    ends(ran, 2)
    assert (
        ran.out == "::error file=a%2Cb.yaml,line=2,col=20::unknown key 'txt' in the line test; did you mean 'text'?\n"
    )
    ran = project("rules", "check", "a,b.yaml", "--output-format", "json")
    ends(ran, 2)
    message = "unknown key 'txt' in the line test; did you mean 'text'?"
    assert json.loads(ran.out) == {
        "packs": 1,
        "faults": [{"path": "a,b.yaml", "line": 2, "column": 20, "message": message}],
    }
    ran = project("rules", "check", "--output-format", "json")
    ends(ran, 0)
    assert json.loads(ran.out) == {"packs": 3, "faults": []}
