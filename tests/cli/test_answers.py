"""What is typed at a question, and where the results go."""

import sys
from pathlib import Path

import pytest

from facefinder.cli.answers import dropped_path
from facefinder.commands.settings import results_folder
from tests.support.needs import TERMINALS, skip_module

if sys.platform == "win32":
    skip_module(TERMINALS)

import pwd


@pytest.mark.parametrize(
    "typed",
    ["{}", "'{}'", '"{}"', " {} \n", "file://{address}", "{escaped}"],
)
def test_a_dropped_folder_is_understood(tmp_path: Path, typed: str) -> None:
    place = tmp_path / "it is (ü)"
    place.mkdir()
    escaped = str(place).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    text = typed.format(place, address=place.as_uri()[7:], escaped=escaped)
    assert dropped_path(text) == place


def test_nothing_typed_is_no_folder() -> None:
    assert dropped_path("  \n") is None


def test_a_home_folder_of_nobody_is_only_a_wrong_answer() -> None:
    assert dropped_path("~nobody-of-that-name/photos") == Path("~nobody-of-that-name/photos")


def test_a_user_without_a_home_folder_gets_results_where_the_program_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    assert results_folder() == tmp_path / "found"
