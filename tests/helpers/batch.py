"""Batches in tests: the sample dumps as folders and files of records, and `cleaner batch` in this process."""

import io
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus.compression import Compression, reader
from cleaner.engine.clean import Cleaner
from tests.helpers import SAMPLES
from tests.helpers.shell import Ran, Shell

Run = Callable[..., Ran]


@cache
def cleaner() -> Cleaner:
    """The cleaner with the shipped packs."""
    return Cleaner.load()


@cache
def raw_texts() -> list[str]:
    """The texts of all sample dumps."""
    return [path.read_bytes().decode() for path in sorted(SAMPLES.glob("*/*.raw.txt"))]


@cache
def clean_texts() -> list[str]:
    """The clean texts of all sample dumps."""
    return [cleaner().clean(text).text for text in raw_texts()]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`cleaner batch` with the shipped packs, in a fresh folder."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(capfdbinary, monkeypatch)
    return lambda *args, given=b"": shell("batch", *args, given=given)


@pytest.fixture
def restore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`cleaner restore` in a fresh folder."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(capfdbinary, monkeypatch)
    return lambda *args: shell("restore", *args)


def ends(ran: Ran, code: int, *messages: str) -> None:
    """Check the exit code, and that standard error has all these messages among others."""
    assert ran.code == code, ran.err
    for message in messages:
        assert message in ran.err, ran.err


def write_folder(path: str, texts: list[str]) -> None:
    """Write texts as files in three folders: 0/00000.txt, 1/00001.txt, 2/00002.txt, 0/00003.txt …"""
    for n, text in enumerate(texts):
        file = Path(path, f"{n % 3}", f"{n:05}.txt")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def read_folder(path: str) -> list[str]:
    """The texts of the files of such a folder."""
    return [file.read_bytes().decode() for file in sorted(Path(path).rglob("*.txt"), key=lambda file: file.name)]


def json_lines(texts: list[str], **more: Any) -> bytes:
    """Texts as JSON lines, each with an id, a number, and more fields."""
    return b"".join(
        json.dumps({"id": f"d{n}", "text": text, "n": 1.10, **more}, ensure_ascii=False).encode() + b"\n"
        for n, text in enumerate(texts)
    )


def texts_in(data: bytes | str, field: str = "text") -> list[str]:
    """The texts of JSON lines."""
    return [json.loads(line)[field] for line in data.splitlines()]


def read_jsonl(path: str) -> list[Any]:
    """The records of a file of JSON lines."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def decompressed(path: str, compression: Compression) -> bytes:
    """The content of a compressed file, all members of it."""
    return reader(io.BytesIO(Path(path).read_bytes()), compression).read()


def visible(path: str = ".") -> list[str]:
    """The names in a folder that are not hidden."""
    return sorted(name for name in os.listdir(path) if not name.startswith("."))


def wet(texts: list[str], packed: bool = False) -> bytes:
    """Texts as a WET file: an info record, then a conversion record for each text."""
    pytest.importorskip("warcio")
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.wet", {"software": "a test"}))
    for n, text in enumerate(texts):
        data = text.encode()
        record = writer.create_warc_record(
            f"https://example.org/{n}",
            "conversion",
            payload=io.BytesIO(data),
            length=len(data),
            warc_content_type="text/plain",
        )
        writer.write_record(record)
    return out.getvalue()
