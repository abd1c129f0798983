"""The file of earlier runs: what it keeps, and which files are refused."""

import pytest

from cleaner.health.history import History, HistoryError, Rate, Spread, from_bytes, to_bytes


def test_a_history_survives_its_file() -> None:
    history = History(
        "2024-05-01",
        {"a:b": Rate(1, 2, None), "Đ:x": Rate(0, 0, "2024-01-01")},
        {"a.vn": (Spread("x", 9, 1.5, 0),)},
    )
    assert from_bytes(to_bytes(history)) == history
    assert from_bytes(to_bytes(History())) == History()


def test_a_second_run_on_the_same_day_replaces_the_first() -> None:
    history = History()
    for day, mean in (("2024-05-01", 10.0), ("2024-05-02", 20.0), ("2024-05-02", 30.0)):
        history = history.with_run(day, {}, {"a.vn": Spread(day, 9, mean, 0.0)})
    assert [run.mean for run in history.outlets["a.vn"]] == [10.0, 30.0]


def test_only_the_last_thirty_runs_are_kept() -> None:
    history = History()
    for n in range(100):
        history = history.with_run(str(n), {}, {"a.vn": Spread(str(n), 9, 1.0, 0.0)})
    assert len(history.outlets["a.vn"]) == 30
    assert history.outlets["a.vn"][-1].date == "99"


FAULTS = {
    b"": "not JSON",
    b"[]": "not a history",
    b'{"a": 1}': "not a history",
    b'{"version": 2}': "the file has version 2",
    b'{"version": 1, "date": 5}': "date:",
    b'{"version": 1, "date": "", "rules": []}': "rules: expected an object",
    b'{"version": 1, "date": "", "rules": {"a": [3, 2, null]}, "outlets": {}}': "rules: a: expected",
    b'{"version": 1, "date": "", "rules": {"a": [true, 2, null]}, "outlets": {}}': "rules: a: expected",
    b'{"version": 1, "date": "", "rules": {}, "outlets": {"a": [["x", 0, 1, 1]]}}': "outlets: a: expected",
    b'{"version": 1, "date": "", "rules": {}, "outlets": {"a": [["x", 1, NaN, 1]]}}': "outlets: a: expected",
    b'{"version": 1, "date": "", "rules": {}, "outlets": {"a": []}}': "outlets: a: expected",
    b'{"version": 1, "date": "", "rules": {"a": [1, 9223372036854775808, null]}, "outlets": {}}': "rules: a: expected",
    b'{"version": 1, "date": "", "rules": {"' + b"a" * 9999 + b'": 1}}': f"rules: {'a' * 100}: expected",
    b'{"version": 1, "date": "2024-05-01\\u001b"}': "date:",
    b'{"version": true, "date": "", "rules": {}, "outlets": {}}': "the file has version True",
}


@pytest.mark.parametrize(("data", "message"), FAULTS.items(), ids=FAULTS.values())
def test_a_file_that_is_not_a_history_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(HistoryError) as error:
        from_bytes(data)
    assert message in str(error.value)
