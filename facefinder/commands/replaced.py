"""What stands where a file is to be written: only what an earlier run wrote is replaced."""

import re
from pathlib import Path
from typing import Final

from facefinder.commands.kept import is_database_of_ours
from facefinder.discover.kinds import KIND_OF, kind_by_content
from facefinder.host.files import output_errors
from facefinder.host.in_the_way import OTHER_FILE, somebody_elses
from facefinder.output import document, tables
from facefinder.records.left_out import Kind
from facefinder.settings import STANDARD_OUTPUT, Outputs

HEAD_BYTES: Final = 4096
"""Enough for how a table and a document begin."""

DATABASES: Final = frozenset({"db", "db3", "idx", "sqlite", "sqlite3"})
"""Extensions that an index may have; all others that are known say that a file is none."""


def require_replaceable(outputs: Outputs) -> None:
    """Refuse to write a table or a document into the place of anything but an earlier one.

    Raises:
        OutputError: Says which file.
    """
    for name, beginning in ((outputs.csv, tables.BEGINNING), (outputs.json, document.BEGINNING)):
        if name is not None and name != STANDARD_OUTPUT and not _may_replace(name, beginning):
            raise somebody_elses(Path(name), OTHER_FILE)


def require_index(index: Path) -> None:
    """Refuse what is no index, not even a damaged one: it would be renamed to make place.

    A damaged one may begin with anything, so what counts is that nothing says it is another file.

    Raises:
        OutputError: It is something else.
    """
    if index.is_file() and index.stat().st_size and not is_database_of_ours(index):
        extension = index.suffix.lower().removeprefix(".")
        named_otherwise = extension in KIND_OF and extension not in DATABASES
        if named_otherwise or kind_by_content(str(index)) is not Kind.OTHER:
            raise somebody_elses(index, OTHER_FILE)


def _may_replace(name: str, beginning: re.Pattern[bytes]) -> bool:
    file = Path(name)
    if not file.is_file():  # nothing yet, or a pipe, which stays one
        return True
    with output_errors(file), file.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
    return not head or beginning.match(head) is not None
