"""What is let go because it is far from everybody changes nothing of what is found."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.match.choose import judge_for
from facefinder.match.hits import Decided, find_hits
from facefinder.match.judge import Judge
from facefinder.match.sift import sift
from facefinder.models.catalogue import MODELS
from facefinder.records.faces import FloatArray
from facefinder.records.people import Gallery
from facefinder.records.photos import FaceTable

SIZE = 128
JUDGES = {
    "by evidence": judge_for(MODELS["dlib-resnet"]),
    "within": judge_for(MODELS["dlib-resnet"], threshold=0.5),
    "by distance": judge_for(MODELS["SFace"]),
}


def people(count: int) -> Gallery:
    rng = np.random.default_rng(count)
    vectors = rng.normal(0, 1, (2 * count, SIZE))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names = tuple(f"person {number}" for number in range(count))
    return Gallery(names, vectors.astype(np.float32), np.arange(2 * count) // 2)


def album(gallery: Gallery, seed: int, count: int = 300) -> FaceTable:
    """Faces at any distance from references, between two of them at times, and copies."""
    rng = np.random.default_rng(seed)
    one, other = (gallery.vectors[rng.integers(0, len(gallery.vectors), count)] for _ in "12")
    share = rng.choice([0.0, 0.0, 0.5], (count, 1))
    vectors = (
        one * (1 - share)
        + other * share
        + rng.normal(0, rng.uniform(0.01, 0.12, (count, 1)), one.shape)
    )
    vectors[-20:] = vectors[:20]
    return FaceTable(
        np.arange(count, dtype=np.int64) // 2,
        np.tile(np.array([[9, 9, 90, 90]], np.float32), (count, 1)),
        rng.choice(np.array([0.99, 0.7], np.float32), count),
        vectors.astype(np.float32),
        np.full(count, 50, np.float32),
        np.zeros(count, np.float32),
    )


def in_blocks(faces: FaceTable, size: int) -> list[FaceTable]:
    rows = np.arange(len(faces.photo_row))
    return [faces.rows(rows // size == block) for block in range(-(-len(rows) // size))]


@pytest.mark.parametrize("judge", JUDGES.values(), ids=list(JUDGES))
@given(st.integers(0, 1000), st.integers(1, 4), st.integers(1, 400))
def test_the_hits_are_those_of_all_faces(judge: Judge, seed: int, count: int, size: int) -> None:
    gallery = people(count)
    faces = album(gallery, seed)
    decided = [Decided(4, 0, True), Decided(5, 0, False)]
    sifted = sift(in_blocks(faces, size), gallery, judge, kept={2}, all_distances=True)
    assert sifted.count == len(faces.photo_row)
    assert sifted.everybody is not None
    np.testing.assert_array_equal(sifted.everybody, judge.comparison(gallery)(faces.vectors))
    kept = rows_of(sifted.faces.vectors, faces.vectors)
    assert {4, 5} <= set(kept)
    of_all = find_hits(faces, gallery, judge, decided)
    moved = [Decided(kept.index(word.row), word.person, word.yes) for word in decided]
    of_few = find_hits(sifted.faces, gallery, judge, moved, sifted.distances)
    assert [(kept[hit.row], hit.person, hit.rank, hit.floor) for hit in of_few] == [
        (hit.row, hit.person, hit.rank, hit.floor) for hit in of_all
    ]


@pytest.mark.parametrize("judge", JUDGES.values(), ids=list(JUDGES))
@given(st.integers(0, 1000), st.integers(1, 4), st.sets(st.integers(0, 149), min_size=1))
def test_some_photos_are_judged_as_among_all(
    judge: Judge, seed: int, count: int, photos: set[int]
) -> None:
    gallery = people(count)
    faces = album(gallery, seed)
    words = [Decided(4, 0, True), Decided(5, 0, False), Decided(30, count - 1, False)]
    distances = judge.comparison(gallery)(faces.vectors)
    near = judge.borne_out(faces, gallery, distances)
    of_all = find_hits(faces, gallery, judge, words, distances)
    wanted = np.isin(faces.photo_row, sorted(photos))
    rows = np.flatnonzero(wanted).tolist()
    own = [Decided(rows.index(one.row), one.person, one.yes) for one in words if one.row in rows]
    some = find_hits(faces.rows(wanted), gallery, judge, own, distances[wanted], near=near[wanted])
    assert [replace(hit, row=rows[hit.row]) for hit in some] == [
        hit for hit in of_all if hit.row in rows
    ]


def rows_of(some: FloatArray, of: FloatArray) -> list[int]:
    """Where vectors stand among others, in order; of equal ones the first that is left."""
    rows: list[int] = []
    for vector in some:
        after = rows[-1] + 1 if rows else 0
        rows.append(after + next(i for i, one in enumerate(of[after:]) if (one == vector).all()))
    return rows


@pytest.mark.parametrize("judge", JUDGES.values(), ids=list(JUDGES))
def test_strangers_are_not_kept(judge: Judge) -> None:
    gallery = people(1)
    strangers = people(400)
    faces = FaceTable.joined([album(gallery, 1), album(strangers, 2, 4000)])
    assert len(sift([faces], gallery, judge).faces.photo_row) < 300
    assert not len(sift([], gallery, judge).faces.photo_row)
