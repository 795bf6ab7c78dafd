"""Spellings that people read as one name, and those that they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.names import name_key, one_spelling, reading_key, tidied


@pytest.mark.parametrize(
    "other",
    [
        "anna-marié o'brien",
        "ANNA-MARI\u00c9 O'BRIEN",
        "Anna-Marie\u0301 O'Brien",
        "  Anna-Mari\u00e9  O'Brien\t",
        "Anna-Mari\u00e9\u00a0O'Brien",
        "Anna\u2010Mari\u00e9 O\u2019Brien",
        "\u200eAnna-Mari\u00e9 O'Brien\ufeff",
        "\uff21nna-Mari\u00e9 O'Brien",
    ],
)
def test_these_are_one_name(other: str) -> None:
    assert name_key(other) == name_key("Anna-Mari\u00e9 O'Brien")


@pytest.mark.parametrize("other", ["Jorg", "Joerg", "J\u00f6rg M", "J\u00f6rg2", ""])
def test_these_are_another_name(other: str) -> None:
    assert name_key(other) != name_key("J\u00f6rg")


@given(st.text())
def test_a_key_is_its_own_key_and_that_of_the_tidied_name(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(tidied(name)) == name_key(name)


def test_the_most_frequent_spelling_is_shown() -> None:
    shown = one_spelling({"ANNA": 1, "Anna": 3, "anna ": 3, "Ben": 1})
    assert shown == {"ANNA": "Anna", "Anna": "Anna", "anna ": "Anna", "Ben": "Ben"}
    assert one_spelling({" ": 1}) == {" ": " "}


def test_names_stand_where_readers_look_for_them() -> None:
    names = ["Zoë", "Łukasz", "Björn 10", "Mia", "Änna", "Björn 2", "anna", "Søren"]
    as_read = ["anna", "Änna", "Björn 2", "Björn 10", "Łukasz", "Mia", "Søren", "Zoë"]
    assert sorted(names, key=reading_key) == as_read


@given(st.lists(st.text(), unique=True))
def test_no_two_names_have_the_same_place(names: list[str]) -> None:
    assert len(set(map(reading_key, names))) == len(names)
