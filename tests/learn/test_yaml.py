import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleaner.learn.yaml import Yaml, block, emit, flow, scalar

values = st.recursive(
    st.one_of(st.text(max_size=20), st.integers(-9, 99), st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    assert yaml.safe_load(f"a: {scalar(text)}") == {"a": text}


@given(st.dictionaries(st.sampled_from("abc"), values.filter(lambda value: value != ""), min_size=1, max_size=3))
def test_a_value_on_one_line_is_read_back_as_it_was(value: Yaml) -> None:
    assert yaml.safe_load(flow(value)) == value


def test_a_long_list_has_a_line_for_each_item() -> None:
    texts = [f"a line of the menu, number {n}" for n in range(9)]
    lines = list(emit("text", texts, ""))
    assert len(lines) == 10
    assert yaml.safe_load("\n".join(lines)) == {"text": texts}


@pytest.mark.parametrize("text", ["a", "a\n", "a\n\n", "\na\n", "  a\n b\n", "# a\n"])
def test_a_block_keeps_the_ends_of_its_text(text: str) -> None:
    assert yaml.safe_load("a:\n" + "\n".join(block("raw", text)) + "\n") == {"a": {"raw": text}}
