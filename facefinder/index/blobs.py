"""Faces as bytes and back, bit for bit: the form in which the index keeps them.

A photo's faces are three little-endian arrays: numbers (N, 7) float64, landmarks (N, 5, 2) float32,
vectors (N, D) float32. Many photos' arrays are read at once by joining their bytes.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from facefinder.records.boxes import Box
from facefinder.records.faces import SHOWN_LEAN, Face, FloatArray, face_id, lean_of
from facefinder.records.photos import FaceTable

Blobs: TypeAlias = tuple[bytes, bytes, bytes]

_NUMBERS = 7
"""x, y, w, h, score, sharpness, JPEG step. An index from before has another engine revision, so
that no row of six is read."""


def pack(faces: Sequence[Face]) -> Blobs:
    """Bytes of the numbers, the landmarks and the vectors of one photo's faces."""
    rows = [(*face.box, face.score, face.sharpness, face.jpeg_step) for face in faces]
    numbers = np.array(rows, dtype="<f8")
    landmarks = b"".join(face.landmarks.astype("<f4").tobytes() for face in faces)
    vectors = b"".join(face.vector.astype("<f4").tobytes() for face in faces)
    return numbers.tobytes(), landmarks, vectors


def unpack(numbers: bytes, landmarks: bytes, vectors: bytes) -> tuple[Face, ...]:
    """The faces that `pack` was given."""
    rows = np.frombuffer(numbers, dtype="<f8").reshape(-1, _NUMBERS).tolist()
    points = np.frombuffer(landmarks, dtype="<f4").astype(np.float32).reshape(-1, 5, 2)
    described = _vectors(vectors, len(rows))
    return tuple(
        Face(Box(*row[:4]), row[4], points[i], row[5], described[i], row[6])
        for i, row in enumerate(rows)
    )


def table(rows: Sequence[tuple[int, int, bytes, bytes]], takes: NDArray[np.int64]) -> FaceTable:
    """Columns of many photos' faces.

    Args:
        rows: For each photo its position, its number of faces, its numbers and its vectors.
        takes: By position, as `FaceTable.takes`.
    """
    photos = np.array([row[0] for row in rows], dtype=np.int64)
    counts = np.array([row[1] for row in rows], dtype=np.int64)
    joined = np.frombuffer(b"".join(row[2] for row in rows), dtype="<f8")
    numbers = joined.reshape(-1, _NUMBERS).astype(np.float32)
    return FaceTable(
        photo_row=np.repeat(photos, counts),
        boxes=np.ascontiguousarray(numbers[:, :4]),
        scores=np.ascontiguousarray(numbers[:, 4]),
        vectors=_vectors(b"".join(row[3] for row in rows), int(counts.sum())),
        sharpness=np.ascontiguousarray(numbers[:, 5]),
        jpeg_steps=np.ascontiguousarray(numbers[:, 6]),
        takes=np.repeat(takes[photos], counts),
    )


def with_lying(rows: Sequence[tuple[int, bytes]]) -> set[int]:
    """Which of many photos have a face that leans by more than 45 degrees.

    Args:
        rows: For each photo its number of faces and its landmarks.
    """
    joined = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(-1, 5, 2)
    downs = joined[:, 3:].mean(axis=1) - joined[:, :2].mean(axis=1)
    photos = np.repeat(np.arange(len(rows)), [row[0] for row in rows])
    return set(photos[downs[:, 1] < np.abs(downs[:, 0])].tolist())


def leans_of(content_hash: bytes, numbers: bytes, landmarks: bytes) -> dict[str, float]:
    """How far the faces of a photo lean that lean by more than 45 degrees, by their `face_id`."""
    boxes = np.frombuffer(numbers, dtype="<f8").reshape(-1, _NUMBERS)[:, :4].astype(np.float32)
    points = np.frombuffer(landmarks, dtype="<f4").astype(np.float32).reshape(-1, 5, 2)
    leans = {
        face_id(content_hash, Box(*row)): lean_of(face)
        for row, face in zip(boxes.tolist(), points, strict=True)
    }
    return {face: lean for face, lean in leans.items() if abs(lean) > SHOWN_LEAN}


def _vectors(joined: bytes, count: int) -> FloatArray:
    """Shape (count, D); (0, 0) for none, as their length is then unknown."""
    values = np.frombuffer(joined, dtype="<f4").astype(np.float32)
    return values.reshape(count, -1) if count else values.reshape(0, 0)
