"""What a hash of a part of a file says of all of it."""

from pathlib import Path

import pytest

from facefinder.decode.file import content_hash, is_told_by_content_hash

LARGE = 2_000_000


@pytest.mark.parametrize(
    ("begins", "size", "told"),
    [
        (b"BM", 196_608, True),  # whatever it is, all of it is hashed
        (b"BM", 196_609, False),
        (b"II*\0", LARGE, False),
        (b"\xff\xd8\xff\xe1", LARGE, True),
        (b"\x89PNG\r\n", LARGE, True),
        (b"\0\0\0\x18ftypheic", LARGE, True),
        (b"RIFF\0\0\0\0AVI LIST\0", LARGE, True),
        (b"\x1a\x45\xdf\xa3\0", LARGE, True),
    ],
)
def test_which_files_are_told_by_the_hash_of_a_part(
    tmp_path: Path, begins: bytes, size: int, told: bool
) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(begins.ljust(size, b"x"))
    assert is_told_by_content_hash(photo) == told


@pytest.mark.parametrize("hole", [65_536, 1_000_448, LARGE - 65_536 - 512])
def test_a_file_with_a_sector_that_a_rescue_left_empty_is_not(tmp_path: Path, hole: int) -> None:
    photo = tmp_path / "photo.jpg"
    content = b"\xff\xd8\xff\xe1".ljust(LARGE, b"x")
    photo.write_bytes(content[:hole] + bytes(512) + content[hole + 512 :])
    assert not is_told_by_content_hash(photo)


def test_no_byte_of_a_small_uncompressed_file_is_in_a_gap(tmp_path: Path) -> None:
    content = bytearray(b"BM".ljust(196_608, b"x"))
    photo = tmp_path / "photo.bmp"
    photo.write_bytes(content)
    before = content_hash(photo)
    for place in range(2, len(content), 4099):
        changed = bytes(content[:place]) + b"y" + bytes(content[place + 1 :])
        photo.write_bytes(changed)
        assert content_hash(photo) != before
