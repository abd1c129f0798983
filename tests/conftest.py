"""Options and settings of the whole test run."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="overwrite the expected outputs with the current ones"
    )
    parser.addoption("--chaos", type=int, default=0, metavar="N", help="kill batches and workers N times in all")
    parser.addoption("--fuzz", type=int, metavar="N", help="try N random packs in tests/hostile/test_fuzz.py")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the fuzzer tried."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties if report.when == "call" else ():
            if name in ("fuzz", "chaos"):
                terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads the user's packs or leaves a trace in the user's cache."""
    home: Path = tmp_path_factory.getbasetemp() / "home"
    for config in ("XDG_CONFIG_HOME", "APPDATA"):  # the second on Windows
        monkeypatch.setenv(config, str(home / "config"))
    for cache in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(cache, str(home / "cache"))
    return home
