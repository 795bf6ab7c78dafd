"""What a terminal types when something is dropped on it, as the wizard reads it."""

import pytest

from facefinder.cli.answers import path_of_address


@pytest.mark.parametrize(
    ("address", "windows", "elsewhere"),
    [
        ("file:///C:/my%20photos/%C3%BC", "C:/my photos/ü", "/C:/my photos/ü"),
        ("file://localhost/C:/x", "C:/x", "/C:/x"),
        ("file://server/share/x", "//server/share/x", "/share/x"),
        ("file:///home/x", "home/x", "/home/x"),
    ],
)
def test_a_file_address_names_a_path(address: str, windows: str, elsewhere: str) -> None:
    assert path_of_address(address, windows=True) == windows
    assert path_of_address(address, windows=False) == elsewhere
