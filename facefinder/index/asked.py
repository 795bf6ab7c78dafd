"""Questions about a list of photos that are there now, through one engine."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Final

from facefinder.index.file import transaction, translated
from facefinder.index.moved import photo_key
from facefinder.records.photos import Photo

AT_ONCE: Final = 48
"""Photos that one statement puts into the table: a third less time than one by one. 150 gain no
more, and each takes six of the 999 values that an old SQLite allows."""

_TABLE = (
    "CREATE TEMP TABLE asked (position INTEGER PRIMARY KEY,"
    " root BLOB NOT NULL, relative BLOB NOT NULL, size INTEGER NOT NULL,"
    " mtime_ns INTEGER NOT NULL, inside TEXT NOT NULL, photo_id INTEGER)"
)
_LOOK_UP = (
    "UPDATE asked SET photo_id = (SELECT id FROM photo WHERE engine_id = ?"
    " AND relative = asked.relative AND root = asked.root AND size = asked.size"
    " AND mtime_ns = asked.mtime_ns AND inside = asked.inside)"
)


class Asked:
    """The photos that are asked for, in a temporary table that every question is joined with.

    Args:
        connection: Of the index, in no transaction.
        path: Its file, for what is said of it; None = in memory.
        engine_id: Whose rows are seen.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path | None, engine_id: int) -> None:
        self._connection = connection
        self._path = path
        self._engine_id = engine_id
        self._in_table: Sequence[Photo] | None = None
        self._looked_up = -1
        """How much had been changed when the rows of these were looked up."""
        connection.execute(_TABLE)

    @contextmanager
    def about(self, photos: Sequence[Photo]) -> Iterator[None]:
        """Ask for these.

        They stay in the table for the next question about the same list: that of a large collection
        takes a second to write. So do their rows, to be found by number: by name takes twice as
        long.
        """
        with translated(self._path):
            if photos is not self._in_table:
                self._in_table = None
                with transaction(self._connection):
                    self._put_in(photos)
                self._in_table, self._looked_up = photos, -1
            if self._connection.total_changes != self._looked_up:
                with transaction(self._connection):
                    self._connection.execute(_LOOK_UP, (self._engine_id,))
                self._looked_up = self._connection.total_changes
            with transaction(self._connection):
                yield

    def select(self, columns: str, condition: str, join: str = "") -> sqlite3.Cursor:
        """Rows of the photos that are asked for, in their order; all three are literals of SQL."""
        return self._connection.execute(
            f"SELECT {columns} FROM asked CROSS JOIN photo ON photo.id = asked.photo_id"  # noqa: S608 - literals
            f" {join} WHERE {condition} ORDER BY position"
        )

    def any_row(self, condition: str) -> bool:
        """Whether this holds for any photo, asked for or not.

        To be known before all of a large collection are looked up.
        """
        with translated(self._path):
            some = f"SELECT 1 FROM photo WHERE engine_id = ? AND {condition} LIMIT 1"  # noqa: S608 - a literal
            return self._connection.execute(some, (self._engine_id,)).fetchone() is not None

    def _put_in(self, photos: Sequence[Photo]) -> None:
        self._connection.execute("DELETE FROM asked")
        rows = ((at, *photo_key(photo), photo.inside) for at, photo in enumerate(photos))
        while some := list(islice(rows, AT_ONCE)):
            values = ", ".join(["(?, ?, ?, ?, ?, ?, NULL)"] * len(some))
            statement = f"INSERT INTO asked VALUES {values}"  # noqa: S608 - no more than marks
            self._connection.execute(statement, tuple(chain.from_iterable(some)))
