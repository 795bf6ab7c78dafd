"""The language that a user chose for the page, kept in the data folder until the next start."""

from contextlib import suppress
from pathlib import Path

from facefinder.errors import OutputError
from facefinder.host.files import write_text
from facefinder.host.in_the_way import is_regular
from facefinder.host.places import make_data_dir

FILE = "language.txt"
_MARK = "The language of facefinder's page: "


def remember(code: str, folder: Path) -> None:
    """Keep a choice; where that cannot be written, it holds until the program ends.

    Args:
        code: One of `catalogue.codes`.
        folder: The data folder.
    """
    with suppress(OutputError):
        make_data_dir(folder)
        write_text(f"{_MARK}{code}\n", folder / FILE)


def remembered(folder: Path) -> str:
    """The choice that is kept in a data folder; "" = none is, or the file is somebody else's."""
    if not is_regular(folder / FILE):
        return ""
    try:
        text = (folder / FILE).read_text("ascii").strip()
    except (OSError, UnicodeError):
        return ""
    return text.removeprefix(_MARK) if text.startswith(_MARK) else ""
