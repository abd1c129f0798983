"""Workers that die at any moment, a main module without a guard, and a stranger's folder: a batch neither hangs, nor
loses a document, nor runs what it should not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from cleaner.corpus.pool import MAX_FAILED_STARTS, Lost, WorkerStartError, ordered_map
from tests.helpers import ROOT
from tests.helpers.batch import clean_texts, json_lines, raw_texts, read_folder, texts_in, write_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills processes by signals")

HANG_SECONDS = 120  # a test that takes longer hangs
LARGE = 5_000_000  # bytes; more than a pipe holds


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Turn a hang into a failure."""

    def fail(signum: int, frame: FrameType | None) -> None:
        raise AssertionError("the pool hangs")

    signal.signal(signal.SIGALRM, fail)
    signal.alarm(HANG_SECONDS)
    yield
    signal.alarm(0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def spend(folder: str) -> bool:
    """Whether one of the deaths in a folder is left; it is used up."""
    for name in os.listdir(folder):
        try:
            os.unlink(os.path.join(folder, name))
        except FileNotFoundError:
            continue
        return True
    return False


def deaths(folder: Path, number: int) -> str:
    """A folder with so many deaths."""
    for n in range(number):
        (folder / f"{n}").write_text("")
    return str(folder)


def double(number: int) -> int:
    return 2 * number


class DiesOnArrival:
    """A value that kills the worker that receives it, as long as deaths are left."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        if spend(self.folder):
            die()


def start_plain(_: object = None) -> Callable[[int], int]:
    return double


def start_or_die(folder: str) -> Callable[[int], int]:
    if spend(folder):
        die()
    return double


def start_wrongly(reason: str) -> Callable[[int], int]:
    raise ValueError(reason)


SITE_HOOK = """\
import os, signal, sys
if "cleaner.corpus.pool" in " ".join(sys.orig_argv):
    folder = {folder!r}
    for name in os.listdir(folder):
        try:
            os.unlink(os.path.join(folder, name))
        except FileNotFoundError:
            continue
        os.kill(os.getpid(), signal.SIGKILL)
"""


def install_hook(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each new interpreter run some code first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{ROOT}")


@pytest.mark.parametrize("moment", ["before its first line", "while it loads its program", "while it starts"])
@pytest.mark.parametrize("number", [1, 5, MAX_FAILED_STARTS + 1])
def test_workers_that_die_while_starting_are_replaced_and_at_last_the_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, number: int
) -> None:
    (tmp_path / "deaths").mkdir()
    folder = deaths(tmp_path / "deaths", number)
    start: Callable[..., Callable[[int], int]] = start_plain
    given: tuple[Any, ...] = ()
    if moment == "before its first line":
        install_hook(tmp_path / "site", SITE_HOOK.format(folder=folder), monkeypatch)
    elif moment == "while it loads its program":
        given = (DiesOnArrival(folder),)
    else:
        start, given = start_or_die, (folder,)
    outputs = ordered_map(start, given, range(20), 2)
    if number > MAX_FAILED_STARTS:
        with pytest.raises(WorkerStartError, match="died while they started"):
            list(outputs)
    else:
        assert list(outputs) == [(n, 2 * n) for n in range(20)]


def test_a_program_that_cannot_be_loaded_is_reported_at_once() -> None:
    with pytest.raises(WorkerStartError, match="cannot load its program: ValueError: no such pack"):
        list(ordered_map(start_wrongly, ("no such pack",), range(3), 2))


# ------------------------------------------------------------------ deaths in the middle of work


def die_with(item: tuple[str, bytes]) -> bytes:
    """Die at a moment that the item names, or return a large output."""
    from multiprocessing.connection import Connection

    moment, data = item
    send: Callable[..., None] = Connection._send  # type: ignore[attr-defined]

    def send_half(self: object, buffer: bytes, *more: object) -> None:
        if len(buffer) > LARGE // 2:
            send(self, buffer[: LARGE // 4])
            die()
        send(self, buffer)

    def receive_half(self: object, size: int, *more: object) -> None:
        if size > LARGE // 2:
            os.read(self.fileno(), LARGE // 4)  # type: ignore[attr-defined]
            die()
        return receive(self, size, *more)

    if moment == "at work":
        die()
    elif moment == "in an answer":
        Connection._send = send_half  # type: ignore[attr-defined]
    elif moment == "in the next item":
        receive: Callable[..., None] = Connection._recv  # type: ignore[attr-defined]
        Connection._recv = receive_half  # type: ignore[attr-defined]
    elif moment == "with a child that holds its pipe":
        if os.fork() == 0:
            os.read(0, 1)  # ends when the pool has given the worker up
            os._exit(0)
        die()
    elif moment == "when it is idle":
        import threading

        threading.Timer(0.01, die).start()
        return b"small"
    return data[::-1]


def start_deaths() -> Callable[[tuple[str, bytes]], bytes]:
    return die_with


MOMENTS = ["at work", "in an answer", "in the next item", "when it is idle", "with a child that holds its pipe"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_that_dies_in_the_middle_loses_at_most_what_it_held(moment: str) -> None:
    if "child" in moment and sys.platform != "linux":
        pytest.skip("only Linux tells of the death of a process whose pipe is still open")
    large = b"x" * (LARGE - 1) + b"y"
    items = [("", large), ("", b"a"), (moment, large), *[("", large)] * 6, (moment, large), ("", b"b")]

    def slowly() -> Iterator[tuple[str, bytes]]:
        for item in items:
            yield item
            time.sleep(0.05)

    outputs = list(ordered_map(start_deaths, (), slowly(), 2))
    assert [item for item, _ in outputs] == items
    lost = [n for n, (_, output) in enumerate(outputs) if isinstance(output, Lost)]
    assert len(lost) <= 2
    assert all(output in (item[1][::-1], b"small", Lost()) for item, output in outputs)


# ------------------------------------------------------------------ whole batches


def batch(*args: str, code: int = 0, **options: Any) -> str:
    """Run `cleaner batch` by a script in another folder, as the installed command is. Return standard error."""
    script = Path("bin/cleaner")
    script.parent.mkdir(exist_ok=True)
    script.write_text("from cleaner.__main__ import main; main()")
    command = [sys.executable, str(script), "batch", *args]
    done = subprocess.run(command, capture_output=True, timeout=HANG_SECONDS, check=False, **options)
    error: str = done.stderr.decode()
    assert done.returncode == code, error
    assert "Traceback" not in error
    return error


def test_a_batch_whose_workers_never_start_ends_with_a_message_and_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_folder("raw", raw_texts()[:3])
    (tmp_path / "deaths").mkdir()
    folder = deaths(tmp_path / "deaths", MAX_FAILED_STARTS)
    install_hook(tmp_path / "site", SITE_HOOK.format(folder=folder), monkeypatch)
    error = batch("raw", "out", "--jobs", "2", code=3)
    assert f"{MAX_FAILED_STARTS} worker processes died while they started" in error
    batch("raw", "out", "--jobs", "2")
    assert read_folder("out") == clean_texts()[:3]


DIES_ONCE = """\
import os, signal
from cleaner.engine.clean import Cleaner
old = Cleaner.clean
def clean(self, text, *more):
    if {mark!r} in text:
        try:
            os.unlink({death!r})
        except FileNotFoundError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return old(self, text, *more)
Cleaner.clean = clean
"""


def test_a_document_is_not_blamed_for_one_death(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something else may have killed the worker, such as a system that is short of memory."""
    monkeypatch.chdir(tmp_path)
    write_folder("raw", [*raw_texts()[:2], "A mark.\n"])
    Path("raw/3.jsonl").write_bytes(json_lines(["A mark.\n"]))
    for deaths_left in ("first", "second"):
        Path(deaths_left).write_text("")
        install_hook(
            tmp_path / f"site-{deaths_left}",
            DIES_ONCE.format(mark="A mark", death=str(tmp_path / deaths_left)),
            monkeypatch,
        )
        batch("raw", "out", "--jobs", "2", "--force")
        assert not Path(deaths_left).exists()
        assert texts_in(Path("out/3.jsonl").read_bytes()) == ["A mark.\n"]


SCRIPT = """\
from cleaner.corpus.batch import run
from cleaner.corpus.plan import BatchOptions, plan_batch
print("once", flush=True)
print(run(plan_batch(["raw"], "out"), BatchOptions(processes=2)).tally.documents)
"""


@pytest.mark.parametrize("how", ["a file", "-c", "standard input"])
def test_a_script_needs_no_main_guard(tmp_path: Path, how: str) -> None:
    """Workers do not import the main module: it would start a batch, which starts workers …"""
    (tmp_path / "raw").mkdir()
    for n in range(3):
        (tmp_path / f"raw/{n}.txt").write_bytes(raw_texts()[n].encode())
    (tmp_path / "script.py").write_text(SCRIPT)
    args = {"a file": ["script.py"], "-c": ["-c", SCRIPT], "standard input": ["-"]}[how]
    done = subprocess.run(
        [sys.executable, *args],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=SCRIPT.encode(),
        capture_output=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == ([b"once", b"3"], b"")


def test_nothing_in_the_working_directory_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be a stranger's: a module there, called as one of the library, must not run."""
    monkeypatch.chdir(tmp_path)
    write_folder("raw", raw_texts()[:3])
    for name in (
        "signal",
        "threading",
        "pickle",
        "struct",
        "socket",
        "selectors",
        "tempfile",
        "regex",
        "sitecustomize",
    ):
        Path(f"{name}.py").write_text(f"open('{tmp_path}/victim', 'a').write('{name} ')\nraise SystemExit")
    for name in ("multiprocessing", "cleaner", "encodings", "zstandard"):
        Path(name).mkdir()
        Path(name, "__init__.py").write_text(f"open('{tmp_path}/victim', 'a').write('{name} ')\nraise SystemExit")
    batch("raw", "out", "--jobs", "2", env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert not Path("victim").exists()
    assert read_folder("out") == clean_texts()[:3]


SLOW = """\
import os, time
from cleaner.engine.clean import Cleaner
def clean(self, text, *more):
    open(f"{folder}/{{os.getpid()}}", "w").close()
    time.sleep(1000)
Cleaner.clean = clean
"""


def test_workers_end_with_the_main_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise they would write outputs while the next run writes them."""
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_bytes(json_lines(raw_texts()) * 30)
    Path("pids").mkdir()
    install_hook(tmp_path / "site", SLOW.format(folder=tmp_path / "pids"), monkeypatch)
    main = subprocess.Popen([sys.executable, "-m", "cleaner", "batch", "in.jsonl", "out.jsonl", "--jobs", "2", "-q"])
    while len(workers := os.listdir("pids")) < 2:
        assert main.poll() is None
        time.sleep(0.02)
    main.kill()
    main.wait()
    while any(map(alive, workers)):
        time.sleep(0.02)


def alive(pid: str) -> bool:
    """Whether a process runs. One that has ended, and waits to be asked for its exit code, does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_a_worker_prints_does_not_get_into_the_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_bytes(json_lines(raw_texts()[:2]))
    install_hook(tmp_path / "site", "print('hello')\n", monkeypatch)
    command = [sys.executable, "-m", "cleaner", "batch", "in.jsonl", "-", "--jobs", "2", "-q"]
    done = subprocess.run(command, capture_output=True, timeout=HANG_SECONDS, check=True)
    assert texts_in(done.stdout.removeprefix(b"hello\n")) == clean_texts()[:2]
