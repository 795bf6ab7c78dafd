"""Names, texts, tables and documents; the copies are in test_deliver.py."""

import csv
import io
import json
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.errors import OutputError
from facefinder.host.files import write_text
from facefinder.host.text import printable, safe_name
from facefinder.output.tables import match_records, to_csv, to_frame
from facefinder.records.boxes import Box
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from tests.support.needs import POSIX, needs
from tests.support.strategies import file_names, matches, people


def match_of(person: str) -> Match:
    return Match(person, Verdict.SURE, -0.5, Photo("/p", "x.jpg", 1, 1), Box(-1, -2, 3, 4), 1)


@given(people() | file_names() | st.text(st.characters(), max_size=300))
def test_a_safe_name_is_one_harmless_name(name: str) -> None:
    safe = safe_name(name)
    assert Path("a", safe).name == safe
    assert 0 < len(safe.encode()) <= 255
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe[0] != "."
    assert safe[-1] not in ". "
    assert printable(safe) == safe
    assert safe.partition(".")[0].strip().upper() not in {"CON", "NUL", "AUX", "COM1", "LPT9"}


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "IMG_0001 (2).JPG",
        "Größe 笑顔 👨‍👩‍👧.jpg",
        "100%.jpg",
        "Dr. Ä, jun",
        "a&b'c=d",
        "Consul",
        "com10",
        "n" * 250 + ".jpg",
        "e\u0301",
    ],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert safe_name(name) == name


@given(st.text(max_size=30) | people(), st.text(max_size=30) | people())
def test_different_texts_get_different_names(one: str, other: str) -> None:
    if {one, other} != {"", "_"}:
        assert (safe_name(one) == safe_name(other)) == (one == other)


def test_what_safe_names_look_like() -> None:
    odd = ["a/b", "..", "CON", "nul.jpg", "x.", "a\nb", "a%2Fb", os.fsdecode(b"\xfc"), "\ud83d", ""]
    expected = ["a%2Fb", "%2E%2E", "%43ON", "%6Eul.jpg", "x%2E", "a%0Ab", "a%252Fb"]
    assert [safe_name(name) for name in odd] == [*expected, "%FC", "%ED%A0%BD", "_"]


@given(st.text(st.characters(), max_size=50))
def test_printable_text_is_one_line_that_a_terminal_may_have(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    shown.encode()
    assert printable(shown) == shown


def test_printable_shows_escapes_and_leaves_the_rest() -> None:
    assert printable("a\tb\nc\x1b[2J\u202e") == r"a\tb\nc\x1b[2J\u202e"
    assert printable(os.fsdecode(b"M\xfcller") + "\ud83d") == r"M\xfcller\ud83d"
    for text in ("C:\\new\\table", "Größe 笑顔 👨‍👩‍👧", "a\xa0b\u202fAM"):
        assert printable(text) == text


@given(st.lists(matches(), max_size=4))
def test_the_table_and_the_records_hold_the_matches(wanted: list[Match]) -> None:
    frame = to_frame(wanted)
    columns = ["person", "verdict", "distance", "probability", "path", "root"]
    columns += ["x", "y", "w", "h", "score"]
    assert list(frame.columns) == columns
    assert all(frame[column].dtype == "float64" for column in ("distance", "x", "h", "score"))
    records = match_records(wanted)
    assert json.loads(json.dumps(records)) == records
    for match, record in zip(wanted, records, strict=True):
        assert list(record) == [
            *("person", "verdict", "distance", "probability", "path", "root", "box", "score")
        ]
        assert record["person"] == match.person
        assert record["verdict"] == match.verdict.value
        assert record["path"] == str(match.photo)
        assert record["root"] == match.photo.root
        assert record["box"] == pytest.approx(match.box, abs=0.05 + 1e-9)  # one decimal
        assert record["distance"] == pytest.approx(match.distance, abs=0.5e-6 + 1e-12)  # six


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_without_rows_still_has_its_columns() -> None:
    assert to_csv([]) == "person,verdict,distance,probability,path,root,x,y,w,h,score\n"
    assert match_records([]) == []
    assert to_frame([]).shape == (0, 11)


@pytest.mark.parametrize("person", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_defused_and_numbers_stay_numbers(person: str) -> None:
    (row,) = rows(to_csv([match_of(person)]))
    assert row["person"] == "'" + printable(person)
    assert (row["distance"], row["x"], row["verdict"]) == ("-0.5", "-1.0", "sure")


@given(st.lists(matches(), max_size=3))
def test_a_csv_has_one_line_for_each_match(wanted: list[Match]) -> None:
    text = to_csv(wanted)
    assert len(text.splitlines()) == len(wanted) + 1
    for match, row in zip(wanted, rows(text), strict=True):
        assert row["path"] == printable(str(match.photo))
    text.encode()


def test_spreadsheets_and_scripts_both_get_their_umlauts(tmp_path: Path) -> None:
    wanted = [match_of("Größe")]
    write_text(to_csv(wanted, for_file=True), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "x.csv")["person"].tolist() == ["Größe"]
    assert not to_csv(wanted).startswith("\ufeff")
    assert to_csv([match_of("Anna")], for_file=True).isascii()


def test_a_document_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "x.txt"
    write_text("old", file)
    write_text("Größe \udcfc", file)
    assert file.read_bytes() == "Größe \\udcfc".encode()
    write_text(b"\0\xff", file)
    assert file.read_bytes() == b"\0\xff"
    assert list(file.parent.iterdir()) == [file]


@needs(POSIX)
def test_links_and_devices_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_text("x", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "x"
    write_text("x", Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_a_document_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for place in (tmp_path / "file" / "x.txt", tmp_path):
        with pytest.raises(OutputError) as caught:
            write_text("x", place)
        assert caught.value.advice
        assert str(place) in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"x"
