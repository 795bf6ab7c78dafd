"""What the list of copies says of the folder that it lies in."""

from pathlib import Path

import pytest

from facefinder.deliver.manifest import Manifest
from facefinder.errors import OutputError
from facefinder.sources.moments import ASKED_BYTES
from tests.support.folders import manifest, put
from tests.support.videos import lasting


def test_a_film_that_was_copied_with_its_photo_is_no_copy_of_its_own(tmp_path: Path) -> None:
    copies = ("Anna/IMG_1.HEIC", "Anna/IMG_1.MOV", "Anna/IMG_2.MOV", "Anna/gone.JPG")
    put(tmp_path / "manifest.csv", manifest(*copies, "Anna/gone.MOV"))
    for name in (*copies[:3], "Anna/gone.MOV"):
        put(tmp_path / name)
    lying = {path.relative_to(tmp_path).as_posix() for path in Manifest(tmp_path).lying()}
    assert lying == {"Anna/IMG_1.HEIC", "Anna/IMG_2.MOV", "Anna/gone.MOV"}


def test_a_longer_film_that_is_called_like_a_photo_is_a_copy_of_its_own(tmp_path: Path) -> None:
    put(tmp_path / "manifest.csv", manifest("Anna/IMG_1.HEIC", "Anna/IMG_1.MOV"))
    put(tmp_path / "Anna/IMG_1.HEIC")
    (tmp_path / "Anna/IMG_1.MOV").write_bytes(lasting(60).ljust(ASKED_BYTES, b"\0"))
    assert {copy.name for copy in Manifest(tmp_path).lying()} == {"IMG_1.HEIC", "IMG_1.MOV"}


def test_faces_lie_beside_the_people_whatever_these_are_called(tmp_path: Path) -> None:
    assert Manifest(tmp_path).faces_folder() == tmp_path / "faces"
    put(tmp_path / "manifest.csv", manifest("Faces/1.jpg"))
    assert Manifest(tmp_path).faces_folder() == tmp_path / "faces (2)"


@pytest.mark.parametrize(
    "place",
    [
        *("../out.png", "/out.png", "Anna//out.png", "Anna/../../out.png", "", ".", "A/\0.png"),
        f"Anna/{'x' * 256}",
    ],
)
def test_a_row_that_leads_out_of_the_folder_is_none_of_ours(tmp_path: Path, place: str) -> None:
    put(tmp_path / "manifest.csv", manifest("Anna/1.png", place))
    assert [row.copy for row in Manifest(tmp_path).rows] == ["Anna/1.png"]


def test_a_list_that_is_damaged_is_left_alone(tmp_path: Path) -> None:
    text = manifest("Anna/1.png", f"Anna/{'x' * 200_000}.png")
    put(tmp_path / "manifest.csv", text)
    with pytest.raises(OutputError, match="not made by facefinder"):
        Manifest(tmp_path)
    assert (tmp_path / "manifest.csv").read_bytes() == text
