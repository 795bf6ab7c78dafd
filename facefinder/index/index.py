"""What is known about each photo, in one SQLite file; a killed run goes on where it was.

A photo is the same photo as long as its root, its path below it, its size and its time of last
change are the same. One that was moved or copied, whose drive has another letter now or whose time
has shifted, is recognised by its size, a hash of its content, and its name or time; also one that
cannot be read, by a hash of all of it. What has vanished stays in the file, but every question is
asked for a list of photos that are there now, so it never comes up in a result.

Each photo is one row with all its faces as arrays (little-endian, exactly the bytes that were put
in), which makes 100,000 faces a matter of joining blobs. Rows belong to an engine, named by its
fingerprint; vectors of two engines never meet.
"""

import math
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from facefinder.index import decisions
from facefinder.index.asked import Asked
from facefinder.index.blobs import leans_of, table, unpack, with_lying
from facefinder.index.file import connect, transaction, translated
from facefinder.index.in_place import InPlace
from facefinder.index.moved import ContentHash, Hashes, photo_key, recognise_moved
from facefinder.index.reports import remember_results
from facefinder.index.rows import (
    FAILED,
    SCANNED,
    failed_of,
    moments_of,
    replace_rows,
    scanned_of,
)
from facefinder.records.boxes import same_face
from facefinder.records.faces import parse_face_id
from facefinder.records.people import Decision, Reference
from facefinder.records.photos import (
    FaceTable,
    Failed,
    Outcome,
    Photo,
    PhotoFacts,
    Scanned,
    takes_of,
)
from facefinder.records.videos import Pace, moment_of
from facefinder.sources.protocol import Source

PHOTOS_AT_A_TIME = 4096
"""Whose faces are taken out of the file together: 4 MB of vectors, at a face a photo."""


def open_index(
    path: Path | None, engine: str, description: str, *, wait_seconds: float = 5.0
) -> "Index":
    """Open the index, or make it, and keep everyone else out until it is closed.

    Args:
        path: The file; None keeps everything in memory and forgets it.
        engine: Fingerprint of the settings that make the vectors.
        description: Those settings in words, kept beside the fingerprint.
        wait_seconds: How long to wait for another run that holds the file.

    Raises:
        IndexFileError: Held by another run, damaged, not ours or from a newer version.
        OutputError: Cannot be made or written.
    """
    connection = connect(path, wait_seconds)
    try:
        with translated(path), transaction(connection):
            connection.execute(
                "INSERT INTO engine (fingerprint, description) VALUES (?, ?)"
                " ON CONFLICT (fingerprint) DO UPDATE SET description = excluded.description"
                " WHERE description != excluded.description",
                (engine, description),
            )
            row = connection.execute("SELECT id FROM engine WHERE fingerprint = ?", (engine,))
            engine_id = int(row.fetchone()[0])
            return Index(connection, path, engine_id)
    except BaseException:
        connection.close()
        raise


class Index:
    """An open index, seen through one engine; made by `open_index`, closed by ``with``.

    Every method may raise `IndexFileError` (the file is damaged) or `OutputError` (no space).

    Attributes:
        place: Whether the file is still where it was opened.
        writes: How often photos were added, or decisions kept: whoever remembers what stood here
            knows by it whether that is still so.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path | None, engine_id: int) -> None:
        self._connection = connection
        self._path = path
        self._engine_id = engine_id
        self.place = InPlace(path)
        self._asked = Asked(connection, path, engine_id)
        self.writes = 0

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def pending(
        self,
        photos: Sequence[Photo],
        *,
        content_hash: ContentHash,
        whole_hash: ContentHash = lambda _: None,
        tells_all: Callable[[Source], bool] = lambda _: False,
        seconds: float = 0.0,
        pace: Pace = Pace(),  # noqa: B008 - frozen
        say: Callable[[str], None] = lambda _: None,
    ) -> list[Photo]:
        """Which of these still have to be read, in the order given.

        Args:
            photos: All photos that are there now, those of references, too: a known photo that is
                not among them may be one of them under a new name.
            content_hash: Asked only for photos that may be known ones under another name.
            whole_hash: Asked only for photos as large as a known one that cannot be read.
            tells_all: Whether files of one `content_hash` are the same for sure; asked only where
                neither name nor time agree.
            seconds: The limit of time for one photo, 0 = none; those that were given up under a
                lower limit are tried again.
            pace: How videos are looked at; one that was looked at in another way is read again.
            say: Gets a sentence where this takes a while.
        """
        with self._asked.about(photos):
            unknown = [
                position
                for (position,) in self._connection.execute(
                    "SELECT position FROM asked LEFT JOIN photo ON photo.id = asked.photo_id"
                    " WHERE photo.id IS NULL OR photo.seconds < ? OR photo.pace NOT IN ('', ?)"
                    " ORDER BY position",
                    (seconds or math.inf, str(pace)),
                )
            ]
            found: set[int] = set()
            files = [position for position in unknown if not photos[position].inside]
            if files:
                hashes = Hashes(content_hash, whole_hash, tells_all)
                found = recognise_moved(
                    self._connection, self._engine_id, photos, files, hashes, pace=pace, say=say
                )
        return [photos[position] for position in unknown if position not in found]

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Remember outcomes, all or none of them.

        A failure that may pass is not kept, so that the photo is tried again; that of the first of
        several pictures only for how many there are. What was known about an older state of the
        same file is dropped.
        """
        self.writes += 1
        kept = [o for o in outcomes if isinstance(o, Scanned) or o.is_kept]
        with translated(self._path), transaction(self._connection):
            replace_rows(self._connection, self._engine_id, kept)

    def with_pages(self, files: Sequence[Photo]) -> Sequence[Photo]:
        """All pictures of some files, as far as these were read; the same list where none has more.

        Those of a file follow each other.
        """
        if not self._asked.any_row("pages > 1"):
            return files
        with self._asked.about(files):
            several = {
                position: files[position].others(1 if moments else pages, moments_of(moments))
                for position, pages, moments in self._asked.select(
                    "position, pages, moments", "pages > 1"
                )
            }
        if not several:
            return files
        return [
            photo
            for position, file in enumerate(files)
            for photo in (file, *several.get(position, ()))
        ]

    def unseen(self, files: Sequence[Photo]) -> int:
        """How many pictures of these files are not looked at."""
        if not self._asked.any_row("unseen > 0"):
            return 0
        with self._asked.about(files):
            return sum(count for (count,) in self._asked.select("unseen", "unseen > 0"))

    def failures(self, photos: Sequence[Photo]) -> list[Failed]:
        """What is known of those of these photos that could not be read, in the order given."""
        with self._asked.about(photos):
            found = self._asked.select(f"position, {FAILED}", "reason IS NOT NULL")
            return [failed_of(photos[position], *row) for position, *row in found]

    def scanned(self, photos: Sequence[Photo]) -> dict[Photo, Scanned]:
        """Everything known about a few photos; those that are unknown or failed are left out."""
        with self._asked.about(photos):
            found = self._asked.select(f"position, {SCANNED}", "reason IS NULL")
            return {photos[position]: scanned_of(photos[position], row) for position, *row in found}

    def facts(self, photos: Sequence[Photo]) -> dict[Photo, PhotoFacts]:
        """What is known of photos but their faces; the unknown and failed ones are left out."""
        with self._asked.about(photos):
            columns = "position, width, height, content_hash, faces, numbers, landmarks"
            rows = self._asked.select(columns, "reason IS NULL")
            found = {}
            while some := rows.fetchmany(PHOTOS_AT_A_TIME):
                lying = with_lying([(row[4], row[6]) for row in some])
                for number, (position, *sizes, digest, count, numbers, landmarks) in enumerate(
                    some
                ):
                    leans = leans_of(digest, numbers, landmarks) if number in lying else {}
                    width, height = sizes
                    found[photos[position]] = PhotoFacts(width, height, digest, count, leans)
            return found

    def faces(self, photos: Sequence[Photo]) -> FaceTable:
        """All faces of these photos; `vectors` has shape (0, 0) when there are none."""
        return FaceTable.joined(list(self.blocks(photos)))

    def blocks(self, photos: Sequence[Photo]) -> Iterator[FaceTable]:
        """The faces of these photos, those of some at a time, in order; to be read to the end.

        Nothing else may be asked meanwhile.
        """
        takes = takes_of(photos)
        with self._asked.about(photos):
            rows = self._asked.select("position, faces, numbers, vectors", "faces > 0")
            while some := rows.fetchmany(PHOTOS_AT_A_TIME):
                yield table(some, takes)

    def decided(self, photos: Sequence[Photo]) -> list[tuple[int, Decision]]:
        """What the user decided about faces in these photos, each with its photo's position."""
        with self._asked.about(photos):
            rows = self._asked.select(
                "position, person, face, yes, learned",
                "reason IS NULL",
                "CROSS JOIN decision ON decision.content_hash = photo.content_hash",
            )
            return [
                (position, Decision(os.fsdecode(person), face, bool(yes), bool(learned)))
                for position, person, face, yes, learned in rows
            ]

    def decided_about(self, contents: Iterable[bytes]) -> list[Decision]:
        """What the user decided about faces in photos with these hashes of their content."""
        with translated(self._path):
            return decisions.about(self._connection, contents)

    def contents(self, photos: Sequence[Photo]) -> list[tuple[int, bytes]]:
        """The positions of those of these photos that have faces, and the hash of their content."""
        with self._asked.about(photos):
            return self._asked.select("position, content_hash", "faces > 0").fetchall()

    def decide(self, new: Iterable[Decision], *, instead_of: Iterable[Decision] = ()) -> int:
        """Keep decisions of the user; `instead_of` are forgotten first.

        Returns:
            How many of them say something new.

        Raises:
            OutputError: The file was removed or replaced, so that nobody would find them again.
        """
        self.place.require()
        self.writes += 1
        with translated(self._path), transaction(self._connection):
            decisions.drop(self._connection, instead_of)
            return decisions.store(self._connection, new)

    def keep_results(self, folder: Path, search: str) -> None:
        """Remember that results of a search are in a folder, and how it was called."""
        if self._path is not None:
            with translated(self._path), transaction(self._connection):
                remember_results(self._connection, self._path, folder, search)

    def dates(self, photos: Sequence[Photo]) -> dict[Photo, str]:
        """The days on which those of these photos were taken that were asked before."""
        with self._asked.about(photos):
            rows = self._connection.execute(
                "SELECT position, day FROM asked JOIN taken USING (relative, root, size, mtime_ns)"
            )
            return {photos[position]: day for position, day in rows}

    def add_dates(self, dates: Mapping[Photo, str]) -> None:
        """Remember when photos were taken; "" of one that does not say."""
        with translated(self._path), transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO taken (root, relative, size, mtime_ns, day)"
                " VALUES (?, ?, ?, ?, ?)",
                ((*photo_key(photo), day) for photo, day in dates.items()),
            )

    def learned(self) -> list[Reference]:
        """Faces that the user confirmed and wants to be references; the photo may be gone.

        A face that this engine has not seen is left out, and one in a video: it is blurred, or in
        an odd light, more often than in photos, and would make others be found that are not sure.
        """
        columns = "person, face, relative, size, mtime_ns, inside, numbers, landmarks, vectors"
        with translated(self._path):
            rows = self._connection.execute(
                f"SELECT {columns} FROM decision CROSS JOIN photo"  # noqa: S608 - a literal
                " ON engine_id = ? AND photo.content_hash = decision.content_hash"
                " WHERE learned AND reason IS NULL GROUP BY person, face ORDER BY person, face",
                (self._engine_id,),
            ).fetchall()
        references = []
        for person, identifier, relative, size, mtime_ns, inside, *blobs in rows:
            faces = unpack(*blobs)
            row = same_face(parse_face_id(identifier)[1], [face.box for face in faces])
            if row is not None and moment_of(inside) is None:
                photo = Photo("", os.fsdecode(relative), size, mtime_ns, inside)
                references.append(Reference(os.fsdecode(person), photo, faces[row], learned=True))
        return references
