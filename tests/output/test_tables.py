"""The table of matches, for people, spreadsheets and scripts."""

import csv
import io
import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.host.files import write_text
from facefinder.host.text import printable
from facefinder.output.tables import ROWS, Note, match_records, to_csv, to_frame
from facefinder.records.boxes import Box
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from tests.support.strategies import matches


def match_of(person: str) -> Match:
    return Match(person, Verdict.SURE, -0.5, Photo("/p", "x.jpg", 1, 1), Box(-1, -2, 3, 4), 1)


@given(st.lists(matches(), max_size=4))
def test_the_table_and_the_records_hold_the_matches(wanted: list[Match]) -> None:
    frame = to_frame(wanted)
    columns = ["person", "verdict", "distance", "probability", "path", "root"]
    columns += ["x", "y", "w", "h", "score", "page", "archive", "times"]
    assert list(frame.columns) == columns
    assert all(frame[column].dtype == "float64" for column in ("distance", "x", "h", "score"))
    records = list(chain.from_iterable(match_records(wanted)))
    assert json.loads(json.dumps(records)) == records
    for match, record in zip(wanted, records, strict=True):
        assert list(record) == [
            *("person", "verdict", "distance", "probability", "path", "root", "box", "score"),
            *("page", "archive", "times"),
        ]
        assert record["person"] == match.person
        assert record["verdict"] == match.verdict.value
        assert record["path"] == str(match.photo)
        assert record["root"] == match.photo.root
        assert record["times"] is None
        assert record["box"] == pytest.approx(match.box, abs=0.05 + 1e-9)  # one decimal
        assert record["distance"] == pytest.approx(match.distance, abs=0.5e-6 + 1e-12)  # six


def csv_of(wanted: Sequence[Match], notes: Sequence[Note] = (), *, for_file: bool = False) -> str:
    return "".join(to_csv(wanted, notes, for_file=for_file))


def test_no_part_of_hundreds_of_thousands_of_matches_is_large() -> None:
    many = [match_of("Anna")] * (3 * ROWS)
    for parts in (
        [len(part) for part in match_records(many)],
        [p.count("\n") for p in to_csv(many)],
    ):
        assert len(parts) >= 3
        assert max(parts) <= ROWS
    assert len(rows(csv_of(many))) == 3 * ROWS


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_without_rows_still_has_its_columns() -> None:
    assert (
        csv_of([])
        == "person,verdict,distance,probability,path,root,x,y,w,h,score,page,archive,times"
        ",reason\n"
    )
    assert list(match_records([])) == []
    assert to_frame([]).shape == (0, 14)


@pytest.mark.parametrize("person", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_defused_and_numbers_stay_numbers(person: str) -> None:
    (row,) = rows(csv_of([match_of(person)]))
    assert row["person"] == "'" + printable(person)
    assert (row["distance"], row["x"], row["verdict"]) == ("-0.5", "-1.0", "sure")


def test_what_is_no_match_stands_below_them() -> None:
    notes = [Note("not read", "=1+1", "/p/bad.jpg", "/p"), Note("not looked at", "9 videos")]
    match, unread, others = rows(csv_of([match_of("Anna")], notes))
    assert (match["verdict"], match["reason"]) == ("sure", "")
    assert (unread["person"], unread["path"], unread["reason"]) == ("", "/p/bad.jpg", "'=1+1")
    assert (others["verdict"], others["distance"]) == ("not looked at", "")
    assert others["reason"] == "9 videos"
    assert len(rows(csv_of([], notes))) == 2


@given(st.lists(matches(), max_size=3))
def test_a_csv_has_one_line_for_each_match(wanted: list[Match]) -> None:
    text = csv_of(wanted)
    assert len(text.splitlines()) == len(wanted) + 1
    for match, row in zip(wanted, rows(text), strict=True):
        assert row["path"] == printable(str(match.photo))
    text.encode()


def test_spreadsheets_and_scripts_both_get_their_umlauts(tmp_path: Path) -> None:
    wanted = [match_of("Größe")]
    write_text(csv_of(wanted, for_file=True), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "x.csv")["person"].tolist() == ["Größe"]
    assert not csv_of(wanted).startswith("\ufeff")
    assert csv_of([match_of("Anna")], for_file=True).isascii()
