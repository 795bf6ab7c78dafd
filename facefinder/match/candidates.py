"""Whom the photos in a person's folder show: which of several faces, and who is somebody else.

A folder is believed as far as its photos agree. Where they do not, the program can only guess whom
the user means, and says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from facefinder.match.doubles import doubles
from facefinder.match.judge import Judge
from facefinder.records.faces import Face, stack_vectors
from facefinder.records.photos import Photo

STRANGER = 1.1
"""A reference farther from the others than this many times `Judge.same` is left out."""
FAR_YEARS = 8
"""Years from which on a child of one time is another face at the other; a judgement, no measure:
the labelled photos say "child" and "adult", not when."""
AGED = 1.2
"""What `STRANGER` is for a reference of another time than most others. Of 350 photos of children
beside two of the adult 19 in 100 are farther than 1.1 and 4 farther than 1.2; of other children 91
and 68. With one of the 66 that 1.1 leaves out, 64 % of the child's other photos are found, without
it 17 %; no other child is `sure` either way (both networks; the same in both halves of the people
and with both detectors)."""

YearOf: TypeAlias = Callable[[Photo], int | None]
"""Tells when a photo was taken, as far as that is known."""


class Trouble(Enum):
    """What makes it a guess whom a photo, or the person's photos together, are about."""

    ONE_OF_SEVERAL = auto()
    UNLIKE_THE_ONLY_OTHER = auto()
    STRANGER = auto()


@dataclass(slots=True, eq=False)
class Candidate:
    """A reference photo with faces.

    Attributes:
        photo: Where they are.
        faces: At least one.
        chosen: The one that counts; None = none does.
        problem: What is wrong, in words.
        trouble: Why it is not certain that this is the person.
        insisted: The user chose the face.
    """

    photo: Photo
    faces: list[Face]
    chosen: Face | None = None
    problem: str = ""
    trouble: Trouble | None = None
    insisted: bool = False

    @property
    def path(self) -> str:
        """Where the photo is, as people are told."""
        return str(self.photo)

    def doubt(self, problem: str) -> None:
        """Something is wrong with it, perhaps with other things, and it is used all the same."""
        self.problem = f"{self.problem}; {problem}" if self.problem else problem


def choose_faces(candidates: list[Candidate], judge: Judge, year_of: YearOf) -> None:
    """With several faces in a photo, take the one that agrees with the person's other photos."""
    compared = [c for c in candidates if len(c.faces) == 1] or candidates
    theirs = stack_vectors([face for c in compared for face in c.faces])
    counts = np.array([len(c.faces) for c in compared], np.int64)
    starts = np.cumsum(counts) - counts
    for candidate in candidates:
        count = len(candidate.faces)
        others = np.array([c is not candidate for c in compared], np.bool_)
        if count == 1:
            candidate.chosen = candidate.faces[0]
        elif not others.any():
            candidate.chosen = max(candidate.faces, key=lambda face: face.box.w * face.box.h)
            candidate.problem = f"{count} faces; the largest one is used"
            candidate.trouble = Trouble.ONE_OF_SEVERAL
        else:
            apart = judge.apart(stack_vectors(candidate.faces), theirs)
            # The person is once in each other photo: there, only the nearest face counts.
            nearest = np.minimum.reduceat(apart, starts, axis=1)[:, others]
            agreement = np.median(nearest, axis=1)
            best = int(agreement.argmin())
            if agreement[best] <= _limit(candidate, compared, year_of) * judge.same:
                candidate.chosen = candidate.faces[best]
                candidate.problem = f"{count} faces; the one most like the other photos is used"
            else:
                candidate.problem = (
                    f"none of its {count} faces looks like the other photos; not used"
                )


def leave_out_doubles(candidates: list[Candidate], judge: Judge) -> None:
    """Keep one of several photos that repeat each other; else copies could be a majority."""
    kept = [c for c in candidates if c.chosen is not None]
    faces = [c.chosen for c in kept if c.chosen is not None]
    first = [number for number, c in enumerate(kept) if c.insisted]
    for number, other in doubles([c.photo for c in kept], faces, judge, first).items():
        kept[number].chosen = None
        used = kept[other].photo.relative
        kept[number].problem = f"nearly the same picture as {used}, which is used"


def leave_out_strangers(candidates: list[Candidate], judge: Judge, year_of: YearOf) -> None:
    """Drop, worst first, the photos that do not agree with most of the others.

    One that the user insists on stays, and it is said what is wrong with it.
    """
    kept = [c for c in candidates if c.chosen is not None]
    if not kept:
        return
    distances = _between([c.chosen for c in kept if c.chosen], judge)
    years: NDArray[np.float64] | None = None  # asked once, and only where somebody is doubted
    while len(kept) > 1:
        # The lower median of the distances to the others: with two others it is the nearer one,
        # so that one stranger among three does not make the two good ones look bad.
        middle = (len(kept) - 2) // 2
        typical = np.partition(distances, middle, axis=1)[:, middle]
        if typical.max() <= judge.same:
            return
        if len(kept) == 2:
            for candidate in kept:
                candidate.doubt("the two photos of this person do not look alike; please check")
                candidate.trouble = Trouble.UNLIKE_THE_ONLY_OTHER
            return
        if years is None:
            years = np.array([year_of(c.photo) or np.nan for c in kept], np.float64)
        limits = judge.same * np.where(_are_of_another_time(years), AGED, STRANGER)
        insisted = np.array([c.insisted for c in kept], np.bool_)
        too_far = np.where((typical > limits) & ~insisted, typical, 0.0)
        if not too_far.any():
            _doubt_those_that_stay(kept, typical, limits)
            return
        worst = int(too_far.argmax())
        kept[worst].chosen, kept[worst].trouble = None, Trouble.STRANGER
        kept[worst].problem = (
            "does not look like the other photos of this person; not used "
            "(at another age? Put the photos into folders by year, such as 2009)"
        )
        del kept[worst]
        years = np.delete(years, worst)
        distances = np.delete(np.delete(distances, worst, axis=0), worst, axis=1)


def _doubt_those_that_stay(
    kept: Sequence[Candidate], typical: NDArray[np.float64], limits: NDArray[np.float64]
) -> None:
    """Say which photos look least like the others, though all of them are used.

    Args:
        kept: Those that are used.
        typical: How far each is from the others.
        limits: Beyond which it would not be used, had the user not chosen it.
    """
    strange = np.flatnonzero(typical > limits)
    for number in map(int, strange):
        kept[number].doubt(
            "does not look like the other photos of this person; used, because you chose it"
        )
    if not strange.size:
        kept[int(typical.argmax())].doubt("does not look much like the other photos; please check")


def _limit(candidate: Candidate, among: Sequence[Candidate], year_of: YearOf) -> float:
    """How many times `Judge.same` a photo may be from others that show the same person."""
    year = year_of(candidate.photo)
    others = [year_of(other.photo) for other in among if other is not candidate]
    far = [
        other
        for other in others
        if year is not None and other is not None and abs(other - year) >= FAR_YEARS
    ]
    return AGED if 2 * len(far) > len(others) else STRANGER


def _are_of_another_time(years: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each photo whether most of the others are of another time, as `_limit` asks it of one."""
    far = np.abs(years[:, None] - years) >= FAR_YEARS
    return np.asarray(2 * far.sum(axis=1) > len(years) - 1, np.bool_)


def _between(faces: Sequence[Face], judge: Judge) -> NDArray[np.float64]:
    """Distances of faces to each other, shape (N, N); inf to itself."""
    vectors = stack_vectors(faces)
    distances = judge.apart(vectors, vectors)
    np.fill_diagonal(distances, np.inf)
    return distances


def whose(name: str, candidates: Sequence[Candidate]) -> str:
    """What is said where it is a guess whom a person's photos show; "" where they agree."""
    used = [candidate for candidate in candidates if candidate.chosen is not None]
    strangers = sum(candidate.trouble is Trouble.STRANGER for candidate in candidates)
    troubles = {candidate.trouble for candidate in used}
    if troubles == {Trouble.ONE_OF_SEVERAL}:
        return (
            f"Everything that is found of {name} hangs on one of {len(used[0].faces)} faces in a "
            f"photo, the largest. Add a photo that shows {name} alone."
        )
    if troubles == {Trouble.UNLIKE_THE_ONLY_OTHER}:
        return (
            f"The two photos of {name} do not look alike, and what is found may be two people. "
            f"Take the wrong one away, or add a third one of {name}."
        )
    if used and strangers >= len(used):
        return (
            f"Of the photos of {name} {len(used)} look like one person and are used, and "
            f"{strangers} do not look like them: the wrong ones may be in use. Leave only photos "
            f"of {name} there."
        )
    return ""
