"""Copies get the name of the original, where equal files have several names."""

from pathlib import Path

import pytest

from facefinder.deliver.originals import unlikeliness
from facefinder.records.photos import Photo
from tests.conftest import Run
from tests.support.fakes import RED, paint


@pytest.mark.parametrize(
    "name",
    [
        "Kopie von Strand.jpg",
        "Copy of beach.jpg",
        "Copy (2) of beach.jpg",
        "Copie de plage.jpg",
        "Copia de playa.jpg",
        "Strand - Kopie.jpg",
        "beach - Copy (2).jpg",
        "beach copy 2.jpg",
        "beach (copy).jpg",
        "IMG_1234 (2).JPG",
        "IMG_1234(1).jpg",
        "Backup/beach.jpg",
        "Sicherung 2019/Strand.jpg",
    ],
)
def test_copies_are_known_by_their_names(name: str) -> None:
    assert unlikeliness(Photo("/photos", name, 1, 1)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "beach.jpg",
        "copy.jpg",
        "Copenhagen.jpg",
        "Kopiloten.jpg",
        "2019/Photocopier 2.jpg",
        "IMG (2018).jpg",
        "Holiday (2)/beach.jpg",
    ],
)
def test_other_names_are_those_of_originals(name: str) -> None:
    assert unlikeliness(Photo("/photos", name, 1, 1)) == 0


@pytest.mark.slow
def test_the_better_name_wins(run: Run, tmp_path: Path) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    photos = tmp_path / "photos"
    for name in ["Backup/Kopie von b.png", "b - Copy.png", "z/b.png"]:
        paint(photos / name, RED)
    run("find", "-k", tmp_path / "known", "-i", photos, "--copy-to", tmp_path / "found")
    copies = [path.name for path in (tmp_path / "found" / "Anna").iterdir()]
    assert copies == ["b.png"]
