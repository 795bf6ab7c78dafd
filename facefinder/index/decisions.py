"""What the user decided about faces, kept in the index beside what was read.

A decision belongs to a face by the content of its photo and the place of its box, not to an engine,
a threshold or a file name: none of them makes the program forget it.
"""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from facefinder.errors import UsageError
from facefinder.index.file import connect, translated
from facefinder.index.in_place import InPlace
from facefinder.records.faces import parse_face_id
from facefinder.records.names import name_key
from facefinder.records.people import Decision


@contextmanager
def opened(index: Path) -> Iterator[sqlite3.Connection]:
    """Open the index of an earlier search.

    Raises:
        UsageError: There is none.
        IndexFileError: It is damaged, or in use.
        OutputError: It cannot be written, or was removed or replaced meanwhile.
    """
    if not index.is_file():
        raise UsageError(
            f"There is no index '{index}'.", "Name the index of that search with --index."
        )
    with closing(connect(index, wait_seconds=5.0)) as connection, translated(index):
        place = InPlace(index)
        yield connection
        place.require()


def store(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> int:
    """Keep decisions; a later one about the same person and face takes the place of an earlier.

    A face that serves as a reference goes on doing so until it is decided otherwise. A person of
    whom something is known keeps the spelling of the name.

    Returns:
        How many of them say something new.
    """
    before = connection.total_changes
    spelled = _spellings(connection)
    connection.executemany(
        "INSERT INTO decision (person, content_hash, face, yes, learned) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (person, face) DO UPDATE SET yes = excluded.yes,"
        " learned = excluded.yes AND (learned OR excluded.learned)"
        " WHERE yes != excluded.yes OR excluded.learned > learned",
        (
            (
                spelled.setdefault(name_key(d.person), [os.fsencode(d.person)])[0],
                parse_face_id(d.face_id)[0],
                d.face_id,
                d.yes,
                d.learned,
            )
            for d in decisions
        ),
    )
    return connection.total_changes - before


def drop(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    """Let it be as if nothing had been decided about these people and faces."""
    spelled = _spellings(connection)
    connection.executemany(
        "DELETE FROM decision WHERE person = ? AND face = ?",
        ((one, d.face_id) for d in decisions for one in spelled.get(name_key(d.person), ())),
    )


def load(connection: sqlite3.Connection) -> list[Decision]:
    """All decisions, ordered by person and face."""
    rows = connection.execute("SELECT person, face, yes, learned FROM decision ORDER BY 1, 2")
    return [Decision(os.fsdecode(p), face, bool(yes), bool(ref)) for p, face, yes, ref in rows]


def about(connection: sqlite3.Connection, contents: Iterable[bytes]) -> list[Decision]:
    """The decisions about faces in photos with these hashes of their content."""
    asked = "SELECT person, face, yes, learned FROM decision WHERE content_hash = ?"
    return [
        Decision(os.fsdecode(person), face, bool(yes), bool(learned))
        for content in contents
        for person, face, yes, learned in connection.execute(asked, (content,))
    ]


def unlearn(connection: sqlite3.Connection, people: Collection[str]) -> int:
    """Let the faces of these people be references no more; that they are theirs stays known."""
    before = connection.total_changes
    connection.executemany(
        "UPDATE decision SET learned = 0 WHERE learned AND person = ?",
        _all_spellings(connection, people),
    )
    return connection.total_changes - before


def forget(connection: sqlite3.Connection, people: Collection[str]) -> int:
    """Drop all decisions about these people."""
    before = connection.total_changes
    connection.executemany(
        "DELETE FROM decision WHERE person = ?", _all_spellings(connection, people)
    )
    return connection.total_changes - before


def _all_spellings(
    connection: sqlite3.Connection, people: Collection[str]
) -> Iterator[tuple[bytes]]:
    spelled = _spellings(connection)
    yield from ((one,) for person in people for one in spelled.get(name_key(person), ()))


def _spellings(connection: sqlite3.Connection) -> dict[str, list[bytes]]:
    """How the people are spelled of whom something was decided, by `name_key`."""
    spelled: dict[str, list[bytes]] = {}
    for (person,) in connection.execute("SELECT DISTINCT person FROM decision ORDER BY 1"):
        spelled.setdefault(name_key(os.fsdecode(person)), []).append(person)
    return spelled


def unknown_faces(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions about photos that were never read into this index."""
    # Of each engine, for contents are sorted by it: else each decision looks through all photos.
    asked = (
        "SELECT 1 FROM engine CROSS JOIN photo ON engine_id = engine.id"
        " WHERE content_hash = ? AND reason IS NULL LIMIT 1"
    )
    return [
        decision
        for decision in decisions
        if connection.execute(asked, (parse_face_id(decision.face_id)[0],)).fetchone() is None
    ]
