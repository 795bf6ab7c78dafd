"""The other run, top to bottom: faces that keep coming back, of people whom nobody named."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.host.text import counted
from facefinder.index.index import Index
from facefinder.match import groups, hits, references
from facefinder.match.by_distance import SMALL_PX
from facefinder.records.boxes import Box
from facefinder.records.faces import FloatArray, face_id
from facefinder.records.people import Gallery
from facefinder.records.photos import FaceTable, Photo
from facefinder.search.engine import ChosenEngine
from facefinder.search.kept import saying_what_is_kept
from facefinder.search.left_out import not_looked_at
from facefinder.search.listener import Listener
from facefinder.search.photos import read_photos
from facefinder.search.searched import Searched
from facefinder.search.steps import searching
from facefinder.settings import Settings

PHOTOS_AT_A_TIME = 2000
"""Whose faces are taken out of the index together: bounds the memory."""

MOST_ALIKE = 2000
"""Groups that are compared with each other: nobody names more, and it takes a second."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupFace:
    """A face of a group.

    Attributes:
        face_id: As `faces.face_id` makes it.
        photo: Where it is; the first one by path, where a photo is there several times.
        box: Around the face.
        score: Detection confidence, 0 to 1.
        long_side: Of the upright, full-size photo, pixels.
        sharpness: As in `Face`.
        jpeg_step: Likewise.
        landmarks: As in `Face`.
    """

    face_id: str
    photo: Photo
    box: Box
    score: float
    long_side: int
    sharpness: float
    jpeg_step: float
    landmarks: FloatArray


@dataclass(frozen=True, slots=True)
class Group:
    """Somebody who is in several photos; `faces` begin with the most typical one."""

    faces: tuple[GroupFace, ...]

    @property
    def identifier(self) -> str:
        """A name that stays as long as the same faces are in the group."""
        text = "\0".join(sorted(face.face_id for face in self.faces))
        return hashlib.blake2b(text.encode("ascii"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Everything that a run found out.

    Attributes:
        engine: What found and compared the faces.
        threshold: Mean distance within a group.
        groups: The largest first.
        typical: The vector of the most typical face of each, shape (G, D).
        alike: Pairs of groups, by number, that may be one person by what they look like; of more
            than `MOST_ALIKE` groups the first ones are compared.
        searched: How many photos were, and what could not be read.
        faces: How many different ones were compared.
        left_out: Faces too small or blurred to be told apart.
        known: Faces of people who are known.
        people: Their names.
        not_looked_at: As in `people.Result`.
        began: When the run did, on the monotonic clock, seconds.
    """

    engine: ChosenEngine
    threshold: float
    groups: tuple[Group, ...]
    typical: FloatArray
    alike: tuple[tuple[int, int], ...]
    searched: Searched
    faces: int
    left_out: int
    known: int
    people: tuple[str, ...]
    not_looked_at: Mapping[str, int]
    began: float

    @property
    def seconds(self) -> float:
        """How long the run took until this moment: pictures of a report are made after it."""
        return round(time.monotonic() - self.began, 3)


def find_groups(settings: Settings, listener: Listener) -> Grouping:
    """Find people who are in several photos of `settings.inputs`, and known to nobody.

    Args:
        settings: What the user wants; `whom`, and who was learned, are left out.
        listener: Is told about progress.

    Raises:
        FacefinderError: The run cannot start, or cannot go on.
    """
    with searching(settings, listener) as search:
        engine, session, plan, found = search.engine, search.session, search.plan, search.found
        read_photos(session, plan, found, listener)
        photos = session.index.with_pages(found.photos)
        faces, vectors, unclear = _clear_faces(session.index, photos)
        unseen, searched = session.index.unseen(found.photos), search.searched()

    threshold = settings.engine.threshold or engine.model.grouping
    with saying_what_is_kept(lambda: settings.keeps):
        table = _table(faces, vectors)
        rows = _strangers(table, search.people.gallery, engine)
        listener.say(f"Compared with each other: {counted(len(rows), 'face')}")
        photo = table.photo_row[rows]
        together = groups.find_groups(vectors[rows], photo, engine.metric, threshold)
        ordered = [_typical_first(group, vectors[rows[group]]) for group in together]
        typical = vectors[[rows[group[0]] for group in ordered]]
    return Grouping(
        engine=engine,
        threshold=threshold,
        groups=tuple(_group(rows[group], faces) for group in ordered),
        typical=typical,
        alike=_alike(typical, engine),
        searched=searched,
        faces=len(rows),
        left_out=unclear,
        known=len(faces) - len(rows),
        people=search.people.gallery.people,
        not_looked_at=not_looked_at(found, unseen),
        began=search.began,
    )


def _clear_faces(index: Index, photos: Sequence[Photo]) -> tuple[list[GroupFace], FloatArray, int]:
    """Each face once that can be told apart, ordered by id; their vectors; how many cannot.

    A photo that is there several times, under whatever names, counts once.
    """
    clear: dict[str, tuple[GroupFace, FloatArray]] = {}
    unclear = set()
    by_path = sorted(photos, key=str)
    for start in range(0, len(by_path), PHOTOS_AT_A_TIME):
        for scanned in index.scanned(by_path[start : start + PHOTOS_AT_A_TIME]).values():
            for face in scanned.faces:
                name = face_id(scanned.content_hash, face.box)
                if face.box.w < SMALL_PX or face.sharpness < references.BLURRED:
                    unclear.add(name)
                    continue
                side = max(scanned.width, scanned.height)
                member = GroupFace(
                    name,
                    scanned.photo,
                    face.box,
                    face.score,
                    side,
                    face.sharpness,
                    face.jpeg_step,
                    face.landmarks,
                )
                # A copy: the vectors of a whole photo share their memory.
                clear.setdefault(name, (member, face.vector.copy()))
    ordered = [clear[name] for name in sorted(clear)]
    none = np.empty((0, 0), dtype=np.float32)
    vectors = np.stack([vector for _, vector in ordered]) if ordered else none
    return [face for face, _ in ordered], vectors, len(unclear)


def _table(faces: Sequence[GroupFace], vectors: FloatArray) -> FaceTable:
    """The faces in columns; those of equal photos count as in one."""
    photo = np.unique([face.face_id.partition(":")[0] for face in faces], return_inverse=True)[1]
    boxes = np.array([face.box for face in faces], dtype=np.float32).reshape(-1, 4)
    scores = np.array([face.score for face in faces], dtype=np.float32)
    sharpness = np.array([face.sharpness for face in faces], dtype=np.float32)
    steps = np.array([face.jpeg_step for face in faces], dtype=np.float32)
    return FaceTable(photo.astype(np.int64), boxes, scores, vectors, sharpness, steps)


def _strangers(table: FaceTable, gallery: Gallery, engine: ChosenEngine) -> NDArray[np.int64]:
    """The rows of a table that show nobody of the gallery."""
    strangers = np.ones(len(table.photo_row), dtype=np.bool_)
    known = hits.find_hits(table, gallery, engine.judge)
    strangers[[hit.row for hit in known]] = False
    return np.flatnonzero(strangers)


def _typical_first(group: NDArray[np.int64], vectors: FloatArray) -> NDArray[np.int64]:
    """The rows of a group, the one nearest to their mean first."""
    members = vectors.astype(np.float64)
    away = np.round(np.linalg.norm(members - members.mean(axis=0), axis=1), 6)
    return group[np.argsort(away, kind="stable")]


def _group(rows: NDArray[np.int64], faces: Sequence[GroupFace]) -> Group:
    return Group(tuple(faces[row] for row in rows))


def _alike(typical: FloatArray, engine: ChosenEngine) -> tuple[tuple[int, int], ...]:
    """The pairs of groups whose most typical faces, a row each, may show one person."""
    some = typical[:MOST_ALIKE]
    if not len(some):
        return ()
    near = engine.judge.apart(some, some) <= engine.judge.same
    return tuple((int(one), int(other)) for one, other in np.argwhere(np.triu(near, 1)))
