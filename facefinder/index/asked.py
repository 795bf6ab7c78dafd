"""Questions about a list of photos that are there now, through one engine."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from facefinder.index.file import transaction, translated
from facefinder.index.moved import photo_key
from facefinder.records.photos import Photo

_TABLE = (
    "CREATE TEMP TABLE asked (position INTEGER PRIMARY KEY,"
    " root BLOB NOT NULL, relative BLOB NOT NULL, size INTEGER NOT NULL,"
    " mtime_ns INTEGER NOT NULL, inside TEXT NOT NULL)"
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
        connection.execute(_TABLE)

    @contextmanager
    def about(self, photos: Sequence[Photo]) -> Iterator[None]:
        """Ask for these.

        They stay in the table for the next question about the same list: that of a large collection
        takes a second to write.
        """
        with translated(self._path):
            if photos is not self._in_table:
                self._in_table = None
                with transaction(self._connection):
                    self._connection.execute("DELETE FROM asked")
                    self._connection.executemany(
                        "INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?)",
                        (
                            (position, *photo_key(photo), photo.inside)
                            for position, photo in enumerate(photos)
                        ),
                    )
                self._in_table = photos
            with transaction(self._connection):
                yield

    def select(self, columns: str, condition: str, join: str = "") -> sqlite3.Cursor:
        """Rows of the photos that are asked for, in their order; all three are literals of SQL."""
        return self._connection.execute(
            f"SELECT {columns} FROM asked CROSS JOIN photo ON engine_id = ?"  # noqa: S608 - literals
            " AND photo.relative = asked.relative AND photo.root = asked.root"
            " AND photo.size = asked.size"
            f" AND photo.mtime_ns = asked.mtime_ns AND photo.inside = asked.inside {join}"
            f" WHERE {condition} ORDER BY position",
            (self._engine_id,),
        )

    def any_row(self, condition: str) -> bool:
        """Whether this holds for any photo, asked for or not.

        To be known before all of a large collection are looked up.
        """
        with translated(self._path):
            some = f"SELECT 1 FROM photo WHERE engine_id = ? AND {condition} LIMIT 1"  # noqa: S608 - a literal
            return self._connection.execute(some, (self._engine_id,)).fetchone() is not None
