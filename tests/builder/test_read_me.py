"""READ ME FIRST says the same in each language."""

import re
from pathlib import Path

import pytest

from builder.bundle import read_me
from facefinder.language.catalogue import codes
from facefinder.language.say import speak


def test_each_language_has_a_file_of_its_own(tmp_path: Path) -> None:
    read_me.write(tmp_path, "facefinder.exe")
    files = {path.stem: path.read_text("utf-8-sig") for path in tmp_path.iterdir()}
    assert len(files) == len(set(files.values())) == len(codes())
    assert "READ ME FIRST" in files
    assert all(name.isascii() for name in files), "archives and old sticks know no other letters"


@pytest.mark.parametrize("code", codes())
def test_commands_are_the_same_in_every_language(code: str) -> None:
    commands = []
    for language in ("en", code):
        speak(language)
        commands.append(re.findall(r"^ {4,}(facefinder .*)$", read_me.text("facefinder"), re.M))
    assert commands[0] == commands[1]
    assert "facefinder -k people -i PHOTOS --copy" in commands[0]


def test_a_system_is_told_nothing_of_the_others_troubles() -> None:
    texts = {system: read_me.text("facefinder", system) for system in read_me.SYSTEMS}
    said = {
        "Extract All": {"win32"},
        "Windows protected your PC": {"win32"},
        "Write ./ before": {"linux", "darwin"},
        "FAT32": {"linux"},
        "--help lists everything": {"win32", "linux", "darwin"},
    }
    assert said == {words: {one for one in texts if words in texts[one]} for words in said}
    assert not any(re.search(r"^\[", text, re.M) for text in texts.values())


@pytest.mark.parametrize("code", codes())
def test_lines_fit_into_a_window(code: str) -> None:
    speak(code)
    text = "".join(read_me.text("facefinder.exe", system) for system in read_me.SYSTEMS)
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= read_me.WIDTH
