"""Links and files that somebody planted where the program creates, continues or appends: none is written through."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.files import AtomicFile, write
from tests.helpers.gazette import dump
from tests.helpers.shell import Ran, Shell

VICTIM = "export PATH=/bin\n"
Plant = Callable[[Path, Path], None]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need privileges on Windows")


def a_link(place: Path, victim: Path) -> None:
    place.symlink_to(victim)


def a_relative_link(place: Path, victim: Path) -> None:
    place.symlink_to(os.path.relpath(victim, place.parent))


def a_link_to_nothing(place: Path, victim: Path) -> None:
    victim.unlink()
    place.symlink_to(victim)


def a_link_to_itself(place: Path, victim: Path) -> None:
    place.symlink_to(place.name)


def a_second_name(place: Path, victim: Path) -> None:
    os.link(victim, place)


def a_pipe(place: Path, victim: Path) -> None:
    os.mkfifo(place)


def a_socket(place: Path, victim: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(place.name)
    os.chdir(here)


def a_device(place: Path, victim: Path) -> None:
    place.symlink_to("/dev/full")


def a_folder(place: Path, victim: Path) -> None:
    place.mkdir()


def a_file_of_another_user(place: Path, victim: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    place.write_text(VICTIM)
    os.chown(place, 12345, 12345)


PLANTS: list[Plant] = [
    a_link,
    a_relative_link,
    a_link_to_nothing,
    a_link_to_itself,
    a_second_name,
    a_pipe,
    a_socket,
    a_device,
    a_folder,
    a_file_of_another_user,
]

# The hidden file that is planted, and the command that would have written through it.
PLACES = {
    "a text output": ("clean/.a.txt.part", ["batch", "dumps", "clean"]),
    "an output of records": (".out.jsonl.part", ["batch", "in.jsonl", "out.jsonl"]),
    "a journal": (".out.jsonl.journal", ["batch", "in.jsonl", "out.jsonl"]),
    "a manifest": ("clean/.cleaner-manifest.jsonl", ["batch", "dumps", "clean"]),
    "a ledger": (".ledger.jsonl.part", ["batch", "dumps", "clean", "--ledger", "ledger.jsonl"]),
    "rejects": (".rejects.jsonl.part", ["batch", "in.jsonl", "out.jsonl", "--rejects", "rejects.jsonl"]),
    "a ledger of clean": (".ledger.jsonl.part", ["clean", "dumps/a.txt", "--ledger", "ledger.jsonl"]),
    "a ledger of clean --in-place": (".l.jsonl.part", ["clean", "-i", "dumps/a.txt", "--ledger", "l.jsonl"]),
    "a restored file": ("raw/.a.txt.part", ["restore", "done", "done.jsonl", "raw"]),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    """Commands in a folder with dumps, records, and a finished batch with its ledger. A victim is outside of it."""
    folder = tmp_path / "work"
    for name in ("dumps", "clean", "raw"):
        (folder / name).mkdir(parents=True)
    (folder / "dumps/a.txt").write_text("Share this\n\nThe council met on Monday and agreed on a new budget.\n")
    (folder / "dumps/b.txt").write_text("The bridge was opened on Monday, after years of work on it.\n")
    (folder / "in.jsonl").write_text('{"text": "Share this\\n\\nThe council met on Monday and agreed on it."}\n[\n')
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/bashrc").write_text(VICTIM)
    monkeypatch.chdir(folder)
    shell = Shell(capfdbinary, monkeypatch)
    assert shell("batch", "dumps", "done", "--ledger", "done.jsonl").code == 0
    return shell


def victim_state() -> tuple[str, int, int] | None:
    """The content, time and mode of the victim; None if it is not there."""
    victim = Path("../victim/bashrc")
    if not victim.exists():
        return None
    status = victim.stat()
    return victim.read_text(), status.st_mtime_ns, status.st_mode


def refused(ran: Ran, name: str) -> None:
    """Check that a run names a file that it refused."""
    assert ran.code == 3, ran.err
    assert "Traceback" not in ran.err
    assert name in ran.err, ran.err


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize(("place", "args"), PLACES.values(), ids=PLACES)
def test_a_planted_work_file_is_refused_and_named(here: Shell, plant: Plant, place: str, args: list[str]) -> None:
    plant(Path(place), Path("../victim/bashrc").absolute())
    before, planted = victim_state(), os.lstat(place)
    dump = Path("dumps/a.txt").read_bytes()
    ran = here(*args)
    refused(ran, Path(place).name)
    assert "hidden work file" in ran.err
    assert "delete it" in ran.err
    assert victim_state() == before
    assert os.path.samestat(os.lstat(place), planted)
    assert Path("dumps/a.txt").read_bytes() == dump


def test_the_rest_of_a_batch_is_done(here: Shell) -> None:
    Path("clean/.a.txt.part").symlink_to("../../victim/bashrc")
    refused(here("batch", "dumps", "clean"), "clean/.a.txt.part is a link")
    assert Path("clean/b.txt").exists()
    assert not Path("clean/a.txt").exists()
    Path("clean/.a.txt.part").unlink()
    assert here("batch", "dumps", "clean").code == 0
    assert Path("clean/a.txt").read_text().startswith("The council")


def test_a_planted_manifest_is_reported_once_and_never_read(here: Shell) -> None:
    here("batch", "dumps", "clean")
    Path("clean/.cleaner-manifest.jsonl").rename("../victim/manifest")
    Path("clean/.cleaner-manifest.jsonl").symlink_to("../../victim/manifest")
    ran = here("batch", "dumps", "clean")
    refused(ran, ".cleaner-manifest.jsonl")
    assert ran.err.count("hidden work file") == 1
    assert "files already done" not in ran.err


# ------------------------------------------------------------------ outputs


def test_a_link_that_was_named_stays_a_link(here: Shell) -> None:
    Path("mine.jsonl").symlink_to("../victim/bashrc")
    here("batch", "in.jsonl", "mine.jsonl", "-q")
    assert Path("mine.jsonl").is_symlink()
    assert "council" in Path("../victim/bashrc").read_text()


OUTPUTS = {
    "batch": ("clean", ["batch", "dumps", "clean"]),
    "batch of records": ("clean", ["batch", "in.jsonl", "clean/"]),
    "restore": ("raw", ["restore", "done", "done.jsonl", "raw"]),
}


@pytest.mark.parametrize(
    "plant", [a_link, a_relative_link, a_link_to_nothing, a_link_to_itself, a_second_name, a_pipe, a_socket, a_device]
)
@pytest.mark.parametrize(("folder", "args"), OUTPUTS.values(), ids=OUTPUTS)
def test_what_is_planted_in_the_place_of_an_output_is_replaced(
    here: Shell, plant: Plant, folder: str, args: list[str]
) -> None:
    place = Path(folder, "in.jsonl" if "in.jsonl" in args else "a.txt")
    plant(place, Path("../victim/bashrc").absolute())
    before = victim_state()
    ran = here(*args)
    assert ran.code == (3 if "in.jsonl" in args else 0), ran.err  # one of the records is broken
    assert victim_state() == before
    assert place.is_file()
    assert not place.is_symlink()
    assert "council" in place.read_text()


@pytest.mark.parametrize("name", ["sub", "deep/sub"])
@pytest.mark.parametrize("reject", [False, True], ids=["written", "rejected"])
def test_a_folder_that_leads_out_of_the_destination_is_refused(here: Shell, name: str, reject: bool) -> None:
    """The victim has a file of the same name, and a manifest must not appear beside it."""
    Path("../victim/a.txt").write_text(VICTIM)
    Path("dumps", name).mkdir(parents=True)
    Path("dumps", name, "a.txt").write_bytes(b"\xff" if reject else b"Share this\n\nThe council met on Monday.\n")
    Path("clean", name).parent.mkdir(exist_ok=True)
    Path("clean", name).symlink_to(Path("../victim").absolute())
    ran = here("batch", "dumps", "clean", "--on-error", "reject")
    refused(ran, f"clean/{name} leads by a link out of clean")
    assert sorted(os.listdir("../victim")) == ["a.txt", "bashrc"]
    assert Path("../victim/a.txt").read_text() == VICTIM
    assert Path("clean/b.txt").exists()


def test_a_folder_of_the_destination_may_be_a_link_to_another(here: Shell) -> None:
    Path("dumps/sub").mkdir()
    Path("dumps/sub/c.txt").write_text("The council met on Monday.\n")
    Path("clean/real").mkdir()
    Path("clean/sub").symlink_to("real")
    assert here("batch", "dumps", "clean").code == 0
    assert Path("clean/real/c.txt").exists()


def test_the_destination_itself_may_be_a_link(here: Shell) -> None:
    Path("elsewhere").mkdir()
    Path("link").symlink_to("elsewhere")
    assert here("batch", "dumps", "link").code == 0
    assert Path("elsewhere/a.txt").exists()


@pytest.mark.parametrize("plant", [a_link, a_relative_link, a_link_to_nothing, a_link_to_itself, a_pipe, a_device])
@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
def test_no_pack_is_learnt_into_what_is_planted_in_its_place(here: Shell, plant: Plant, force: list[str]) -> None:
    rows = [{"text": dump(n), "url": f"https://{'ab'[n % 2]}.example/{n}"} for n in range(8)]
    Path("outlets.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    Path("packs").mkdir()
    place = Path("packs/a.example.yaml")
    plant(place, Path("../victim/bashrc").absolute())
    before, planted = victim_state(), os.lstat(place)
    ran = here("learn", "outlets.jsonl", "--by", "host", "-o", "packs", *force)
    assert ran.code == 2, ran.err
    assert f"{place} is a " in ran.err or (not force and f"{place} already exists" in ran.err)
    assert victim_state() == before
    assert os.path.samestat(os.lstat(place), planted)
    assert Path("packs/b.example.yaml").read_text().startswith("# Proposed")


# ------------------------------------------------------------------ files that are written at once


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_temporary_file_is_always_a_new_one(here: Shell, plant: Plant) -> None:
    planted = Path(f".cleaner-{os.getpid()}-report.json.tmp")
    plant(planted, Path("../victim/bashrc").absolute())
    before, status = victim_state(), os.lstat(planted)
    write("report.json", b"{}")
    assert Path("report.json").read_bytes() == b"{}"
    assert victim_state() == before
    assert os.path.samestat(os.lstat(planted), status)


@pytest.mark.parametrize("plant", [a_link, a_link_to_nothing, a_second_name, a_pipe, a_folder])
def test_a_planted_backup_is_not_overwritten_and_the_dump_stays(here: Shell, plant: Plant) -> None:
    plant(Path("dumps/a.txt.raw"), Path("../victim/bashrc").absolute())
    before, dump = victim_state(), Path("dumps/a.txt").read_bytes()
    refused(here("clean", "-i", "--backup", ".raw", "dumps/a.txt"), "dumps/a.txt.raw already exists")
    assert (victim_state(), Path("dumps/a.txt").read_bytes()) == (before, dump)


def test_a_backup_without_hard_links_is_a_copy(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    dump = Path("dumps/a.txt").read_bytes()
    assert here("clean", "-i", "--backup", ".raw", "dumps/a.txt").code == 0
    assert Path("dumps/a.txt.raw").read_bytes() == dump


def test_a_work_file_that_another_run_has_just_renamed_is_not_touched(here: Shell) -> None:
    """The lock is held on a file, not on a name: the name may mean another file by now."""
    fcntl = pytest.importorskip("fcntl")
    first = AtomicFile("out.txt")
    first.open()
    lock = fcntl.flock

    def finish_first(*args: Any) -> None:
        if not first.file.closed:
            first.write(b"whole")
            first.commit()
        lock(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fcntl, "flock", finish_first)
        second = AtomicFile("out.txt")
        second.open()
    assert Path("out.txt").read_bytes() == b"whole"
    second.write(b"again")
    second.commit()
    assert Path("out.txt").read_bytes() == b"again"
