"""What the hurry costs: faces and matches, compared with an unhurried look at every pixel.

The hurried way is the program's own. The unhurried way decodes at full size, lets MTCNN look for
faces of 20 pixels whatever the size of the photo, and YuNet at 1.5 times the size.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facefinder.detect.boxes import overlaps
from facefinder.detect.mtcnn import proposals
from facefinder.detect.yunet import detector as yunet
from facefinder.discover.photos import find_photos
from facefinder.records.faces import Face, FloatArray
from facefinder.records.photos import Photo, Scanned
from facefinder.scan.photo import scan_photos
from facefinder.settings import MAX_SIDE_PX, EngineSettings

SURE = 0.5
"""Distance of `normal` for dlib-resnet."""
SAME = 0.4
"""Overlap of two boxes of one face."""
FULL_SIZE = 100_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the hurried way does differently.

    Attributes:
        faces: How many the unhurried way finds.
        lost: Faces that only the unhurried way finds.
        new: Faces that only the hurried way finds.
        matches: Pairs of faces, of those found by both, that are `SURE` to be one person for the
            unhurried way.
        changed: Pairs with another verdict, and their two distances.
    """

    faces: int
    lost: list[tuple[Path, Face]]
    new: list[tuple[Path, Face]]
    matches: int
    changed: list[tuple[Path, Path, float, float]]


def compare(photos: Sequence[Photo], detector: str, models_dir: Path) -> Comparison:
    """Read all photos both ways, with dlib-resnet."""
    with _unhurried():
        slow = _faces(photos, detector, models_dir, FULL_SIZE)
    fast = _faces(photos, detector, models_dir, MAX_SIDE_PX)
    lost, both = [], []
    for path, face in slow:
        twin = _twin(face, [other for place, other in fast if place == path])
        if twin is None:
            lost.append((path, face))
        else:
            both.append((path, face, twin))
    twins = {id(twin) for _, _, twin in both}
    new = [(path, face) for path, face in fast if id(face) not in twins]
    before = _distances([face for _, face, _ in both])
    after = _distances([twin for _, _, twin in both])
    pairs = np.triu(np.ones_like(before, bool), 1)
    differs = pairs & ((before <= SURE) != (after <= SURE))
    return Comparison(
        len(slow),
        lost,
        new,
        int(np.count_nonzero(pairs & (before <= SURE))),
        [
            (both[i][0], both[j][0], float(before[i, j]), float(after[i, j]))
            for i, j in np.argwhere(differs)
        ],
    )


@contextmanager
def _unhurried() -> Iterator[None]:
    share, sides = proposals.MIN_FACE_SHARE, yunet.SIDES
    proposals.MIN_FACE_SHARE, yunet.SIDES = 0.0, (1440, 320)
    try:
        yield
    finally:
        proposals.MIN_FACE_SHARE, yunet.SIDES = share, sides


def _faces(
    photos: Sequence[Photo], detector: str, models_dir: Path, max_side_px: int
) -> list[tuple[Path, Face]]:
    engine = EngineSettings(
        detector=detector, model="dlib-resnet", weights=(), max_side_px=max_side_px
    )
    outcomes = scan_photos(tuple(photos), engine, str(models_dir))
    return [
        (outcome.photo.path, face)
        for outcome in outcomes
        if isinstance(outcome, Scanned)
        for face in outcome.faces
    ]


def _twin(face: Face, others: Sequence[Face]) -> Face | None:
    if not others:
        return None
    shared = overlaps(_corners([face])[0], _corners(others))
    best = int(np.argmax(shared))
    return others[best] if shared[best] >= SAME else None


def _corners(faces: Sequence[Face]) -> FloatArray:
    return np.array([[f.box.x, f.box.y, f.box.x + f.box.w, f.box.y + f.box.h] for f in faces])


def _distances(faces: Sequence[Face]) -> FloatArray:
    vectors = np.array([face.vector for face in faces])
    return np.asarray(np.linalg.norm(vectors[:, None] - vectors[None], axis=2))


def main() -> None:
    """Print the differences for both detectors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--models-dir", type=Path, required=True)
    options = parser.parse_args()
    photos = find_photos([options.photos]).photos
    for detector in ("mtcnn", "yunet"):
        result = compare(photos, detector, options.models_dir)
        print(f"{detector}: {result.faces} faces, {result.matches} matches in {len(photos)} photos")
        for what, faces in (("lost", result.lost), ("new", result.new)):
            for path, face in faces:
                place = ", ".join(f"{value:.0f}" for value in face.box)
                print(f"  {what}: {path.name} ({place}), score {face.score:.2f}")
        for one, two, before, after in result.changed:
            print(f"  changed: {one.name}, {two.name}: {before:.3f} -> {after:.3f}")


if __name__ == "__main__":
    main()
