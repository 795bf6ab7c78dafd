"""The SQLite file of the index: opening, locking, its schema, and its errors in plain words."""

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facefinder.errors import FacefinderError, IndexFileError, OutputError
from facefinder.host.held import patiently

APPLICATION_ID = 0x46466E64
"""In the file's header; "FFnd"."""

MIGRATIONS = (
    (
        """
        CREATE TABLE engine (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            description TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE photo (
            id INTEGER PRIMARY KEY,
            engine_id INTEGER NOT NULL REFERENCES engine (id),
            relative BLOB NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            root BLOB NOT NULL,
            content_hash BLOB,
            width INTEGER,
            height INTEGER,
            reason TEXT,
            faces INTEGER NOT NULL,
            numbers BLOB NOT NULL,
            landmarks BLOB NOT NULL,
            vectors BLOB NOT NULL,
            UNIQUE (engine_id, relative, size, mtime_ns)
        )
        """,
        "CREATE INDEX photo_by_state ON photo (engine_id, size, mtime_ns)",
    ),
    (
        """
        CREATE TABLE decision (
            person BLOB NOT NULL,
            content_hash BLOB NOT NULL,
            face TEXT NOT NULL,
            yes INTEGER NOT NULL,
            learned INTEGER NOT NULL,
            PRIMARY KEY (person, face)
        )
        """,
        "CREATE INDEX decision_by_content ON decision (content_hash)",
        "CREATE INDEX photo_by_content ON photo (engine_id, content_hash)",
    ),
    (
        "ALTER TABLE photo ADD COLUMN seconds REAL",
        # Until then the limit of time that a photo took longer than stood in the reason only.
        """
        UPDATE photo SET seconds = CAST(substr(reason, length('it takes longer than ') + 1) AS REAL)
        WHERE reason LIKE 'it takes longer than % seconds'
        """,
    ),
    (
        # Two folders may hold two photos of one name, size and time: the root belongs to the key.
        """
        CREATE TABLE photo_by_root (
            id INTEGER PRIMARY KEY,
            engine_id INTEGER NOT NULL REFERENCES engine (id),
            root BLOB NOT NULL,
            relative BLOB NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            content_hash BLOB,
            width INTEGER,
            height INTEGER,
            reason TEXT,
            seconds REAL,
            faces INTEGER NOT NULL,
            numbers BLOB NOT NULL,
            landmarks BLOB NOT NULL,
            vectors BLOB NOT NULL,
            UNIQUE (engine_id, relative, root, size, mtime_ns)
        )
        """,
        """
        INSERT INTO photo_by_root SELECT id, engine_id, root, relative, size, mtime_ns,
            content_hash, width, height, reason, seconds, faces, numbers, landmarks, vectors
        FROM photo
        """,
        "DROP TABLE photo",
        "ALTER TABLE photo_by_root RENAME TO photo",
        "CREATE INDEX photo_by_state ON photo (engine_id, size, mtime_ns)",
        "CREATE INDEX photo_by_content ON photo (engine_id, content_hash)",
    ),
    (
        # Of every photo that was asked for its date, also where no engine has read it.
        """
        CREATE TABLE taken (
            root BLOB NOT NULL,
            relative BLOB NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            day TEXT NOT NULL,
            PRIMARY KEY (relative, root, size, mtime_ns)
        ) WITHOUT ROWID
        """,
    ),
    (
        # A file may hold several pictures: where in it one is belongs to the key.
        """
        CREATE TABLE photo_by_place (
            id INTEGER PRIMARY KEY,
            engine_id INTEGER NOT NULL REFERENCES engine (id),
            root BLOB NOT NULL,
            relative BLOB NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            inside TEXT NOT NULL,
            pages INTEGER NOT NULL,
            unseen INTEGER NOT NULL,
            content_hash BLOB,
            width INTEGER,
            height INTEGER,
            reason TEXT,
            seconds REAL,
            faces INTEGER NOT NULL,
            numbers BLOB NOT NULL,
            landmarks BLOB NOT NULL,
            vectors BLOB NOT NULL,
            UNIQUE (engine_id, relative, root, size, mtime_ns, inside)
        )
        """,
        # Of kinds that may hold several only the first was read until then: they are read anew.
        """
        INSERT INTO photo_by_place SELECT id, engine_id, root, relative, size, mtime_ns, '', 1, 0,
            content_hash, width, height, reason, seconds, faces, numbers, landmarks, vectors
        FROM photo WHERE lower(CAST(substr(relative, -5) AS TEXT))
            NOT IN ('.tiff', '.heic', '.heif')
        AND lower(CAST(substr(relative, -4) AS TEXT)) NOT IN ('.tif', '.hif', '.mpo')
        """,
        "DROP TABLE photo",
        "ALTER TABLE photo_by_place RENAME TO photo",
        "CREATE INDEX photo_by_state ON photo (engine_id, size, mtime_ns)",
        "CREATE INDEX photo_by_content ON photo (engine_id, content_hash)",
        "CREATE INDEX photo_of_several ON photo (engine_id) WHERE pages > 1",
        "CREATE INDEX photo_with_unseen ON photo (engine_id) WHERE unseen > 0",
    ),
    (
        # Decisions lie in Downloads, and their copies elsewhere: `relative` is from the index's
        # folder, empty on another drive.
        """
        CREATE TABLE report (
            id TEXT PRIMARY KEY,
            folder BLOB NOT NULL,
            relative BLOB NOT NULL
        ) WITHOUT ROWID
        """,
    ),
    (
        # Two searches that find the same are one report, perhaps in two folders.
        """
        CREATE TABLE report_by_folder (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            folder BLOB NOT NULL,
            relative BLOB NOT NULL,
            UNIQUE (id, folder)
        )
        """,
        """
        INSERT INTO report_by_folder (id, folder, relative) SELECT id, folder, relative FROM report
        """,
        "DROP TABLE report",
        "ALTER TABLE report_by_folder RENAME TO report",
    ),
    # Photos that do not say it themselves are asked again: it may stand beside them.
    ("DELETE FROM taken WHERE day = ''",),
    (
        # Of a video: how it was looked at, and the milliseconds of its moments.
        "ALTER TABLE photo ADD COLUMN pace TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE photo ADD COLUMN moments TEXT NOT NULL DEFAULT ''",
    ),
    # Videos are asked again: their names were all that was known.
    (
        *(
            f"DELETE FROM taken WHERE CAST(relative AS TEXT) LIKE '%.{extension}'"  # noqa: S608 - literals
            for extension in ("mp4", "mov", "m4v", "3gp", "mkv", "webm")
        ),
    ),
    # How the search was called that filled the folder: decisions do what it would have done.
    ("ALTER TABLE report ADD COLUMN search TEXT NOT NULL DEFAULT ''",),
    # Videos of cameras and of Windows are asked, too: their names were all that was known.
    (
        *(
            f"DELETE FROM taken WHERE CAST(relative AS TEXT) LIKE '%.{extension}'"  # noqa: S608 - literals
            for extension in ("avi", "wmv", "asf", "mts", "m2ts")
        ),
    ),
    # Videos are read by another library: at true times, and of kinds of which nothing was seen.
    (
        "DELETE FROM photo WHERE pace != ''",
        "DELETE FROM photo WHERE reason LIKE 'its pictures %'",
        "DELETE FROM photo WHERE reason LIKE 'facefinder finds no pictures in this video:%'",
    ),
    # A moment of a video shows whom it was chosen for, and nobody else.
    ("DELETE FROM photo WHERE pace != '' OR inside LIKE '%:%'",),
)
"""Statements that lead from version i to i + 1; only ever appended to."""

_ADVICE = (
    "It was not changed. `facefinder find --rebuild` sets it aside under another name and begins a "
    "new one; or name another file with --index."
)


class UnusableIndexError(IndexFileError):
    """The file is damaged or foreign: `set_aside_if_unusable` may help."""


def connect(path: Path | None, wait_seconds: float) -> sqlite3.Connection:
    """Open the file for this process alone, and bring it up to date.

    Args:
        path: The file, made with its folder (for the owner only) when it is missing; None = memory.
        wait_seconds: How long to wait for another process that holds it.

    Raises:
        IndexFileError: Held by another run, damaged, not ours or from a newer version.
        OutputError: Cannot be made or written.
    """
    if path is not None:
        _make(path)
    with translated(path):
        connection = sqlite3.connect(path or ":memory:", timeout=wait_seconds, isolation_level=None)
        try:
            connection.execute("PRAGMA temp_store = MEMORY")
            with transaction(connection, "EXCLUSIVE"):
                # The lock is kept until the connection closes, and let go by the system when the
                # process dies. Asked for before there is a lock, those who wait would keep a
                # smaller one, and could stand in each other's way for ever.
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def set_aside_if_unusable(path: Path, wait_seconds: float = 5.0) -> Path | None:
    """Rename a damaged or foreign index, so that a new one can be begun.

    Returns:
        Its new name; None when there is no file, or nothing is wrong with it.

    Raises:
        IndexFileError: In use by another run, or from a newer version.
        OutputError: It cannot be renamed.
    """
    if not path.is_file():
        return None
    try:
        connection = connect(path, wait_seconds)
        try:
            with translated(path):
                answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if answer == "ok":
                return None
        finally:
            connection.close()
    except UnusableIndexError:
        pass
    aside = next(
        name
        for number in itertools.count(1)
        if not (name := path.with_name(f"{path.name}.aside-{number}")).exists()
    )
    try:
        patiently(lambda: path.rename(aside))
        for end in ("-journal", "-wal", "-shm"):  # or SQLite would apply them to the new file
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    except OSError as error:
        raise OutputError(f"The index '{path}' cannot be renamed: {error.strerror}.") from error
    return aside


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All of the block, or nothing of it."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Out of space, SQLite has already rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(error, path) from error


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # SQLite gives its journal the rights of the file.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise OutputError(
            f"The index '{path}' cannot be made: {error.strerror}.",
            "Name another place with --index, or keep nothing with --no-index.",
        ) from error
    if not path.is_file():
        raise IndexFileError(f"The index '{path}' is not a file.", _ADVICE)


def _migrate(connection: sqlite3.Connection, path: Path | None) -> None:
    version = _pragma(connection, "user_version")
    used = _pragma(connection, "schema_version") > 0
    if used and _pragma(connection, "application_id") != APPLICATION_ID:
        raise UnusableIndexError(f"'{path}' is a database of another program.", _ADVICE)
    if version > len(MIGRATIONS):
        raise IndexFileError(
            f"The index '{path}' is from a newer version of facefinder.",
            "Use that version, or name another file with --index; this one was not changed.",
        )
    if used and version == len(MIGRATIONS):
        return
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _explain(error: sqlite3.Error, path: Path | None) -> FacefinderError:
    # The low byte of an extended code is its family.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexFileError(
            f"The index '{path}' is in use by another run.",
            "Close the other facefinder, wait until it is done, or name another file with --index.",
        )
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return OutputError(
            f"The index '{path}' cannot be written: {error}.",
            "Make space, or name another place with --index; what was written before is kept.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return OutputError(
            f"The index '{path}' cannot be written: {error}.",
            "Name another place with --index, or keep nothing with --no-index.",
        )
    return UnusableIndexError(f"The index '{path}' is damaged or not an index ({error}).", _ADVICE)
