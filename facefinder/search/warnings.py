"""What makes the results of a search less certain than usual, said before it, with a way out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.judge import Grade
from facefinder.host.text import as_typed, counted
from facefinder.match import references
from facefinder.match.judge import Judge
from facefinder.records.faces import stack_vectors
from facefinder.records.people import Gallery, Reference, ReferencesOf
from facefinder.records.photos import Photo
from facefinder.search import years

NAMED = 10
"""Sentences of one kind; more would hide the other kinds."""


def warnings(
    gallery: Gallery, of_people: Sequence[ReferencesOf], judge: Judge, photos: Sequence[Photo]
) -> tuple[str, ...]:
    """One sentence or two for each thing that is known to spoil a search.

    Of many people with the same fault some are named, and then how many more there are.

    Args:
        gallery: The people to look for, with those who were learned.
        of_people: What became of the photos of each.
        judge: Knows where faces are hard to tell apart.
        photos: Those that are searched.
    """
    highest = judge.highest(gallery).tolist()
    poor = (
        _hangs_on_poor_ones(name, own, sure=grade == Grade.SURE)
        for (name, own), grade in zip(gallery.by_person().items(), highest, strict=True)
    )
    learned = {reference.person for reference in gallery.references if reference.learned}
    doubts = (of.doubt for of in of_people if of.doubt and of.name not in learned)
    kinds = {
        "people have photos that do not agree": doubts,
        "people have learned faces that do not agree": _two_people(gallery, judge),
        "pairs of people look alike": _alike(gallery, judge),
        "people hang on poor photos": filter(None, poor),
        "people have many look-alikes": _crowded(gallery, judge),
        "people have photos of another time": years.warnings(gallery, photos),
    }
    return tuple(text for what, texts in kinds.items() for text in _some(texts, what))


def _some(texts: Iterable[str], what: str) -> Iterator[str]:
    """The first of many sentences, and how many there are more."""
    rest = iter(texts)
    yield from islice(rest, NAMED)
    more = sum(1 for _ in rest)
    if more:
        yield f"{more:,} more {what}."


def _two_people(gallery: Gallery, judge: Judge) -> Iterator[str]:
    """Sentences about people with learned faces, where some are near none of the others.

    Photos of a folder are judged when they are read; what was confirmed is not, and one wrong
    "yes" would go on finding somebody else.
    """
    for name, own in gallery.by_person().items():
        learned = sum(one.learned for one in own)
        if not learned or len(own) < 2:
            continue
        vectors = stack_vectors([one.face for one in own])
        reached = _reached(judge.apart(vectors, vectors) <= judge.same)
        if not reached.all():
            faces = counted(learned, "learned face")
            if learned < len(own):
                faces = f"{counted(len(own) - learned, 'photo')} and {faces}"
            back = (
                f"`facefinder decisions --unlearn {as_typed(name)}` uses no learned face of "
                f"{name} any more."
            )
            doubt = (
                f"The {faces} of {name} look like two people "
                f"({reached.sum()} and {len(own) - reached.sum()} faces), and what is found may be "
                "both."
            )
            yield f"{doubt} {back}"


def _reached(near: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of N faces the first one reaches from one to the next, with who is near whom (N, N)."""
    reached: NDArray[np.bool_] = near[0]
    while True:
        more: NDArray[np.bool_] = reached | near[reached].any(axis=0)
        if np.array_equal(more, reached):
            return reached
        reached = more


def _alike(gallery: Gallery, judge: Judge) -> Iterator[str]:
    for one, other in references.look_alikes(gallery, judge):
        yield (
            f"{one} and {other} look alike: a photo of one may be taken for the other. "
            "Add sharp photos of both, and check what is found of them; if they are one person, "
            "give both one name."
        )


def _crowded(gallery: Gallery, judge: Judge) -> Iterator[str]:
    for name, vectors in zip(gallery.people, gallery.of_each(), strict=True):
        if judge.crowded(vectors):
            yield (
                f"{name} has many look-alikes for this program, so that more of what it calls sure "
                f"is wrong than with other people. Check all that is found of {name}, and add "
                "sharp photos: eight are better than three."
            )


def _hangs_on_poor_ones(name: str, own: Sequence[Reference], *, sure: bool) -> str:
    """What is said of somebody all of whose references are poor; "" of others."""
    faults = {references.fault_of(reference.face) for reference in own}
    if not faults or "" in faults:
        return ""
    fault = faults.pop() if len(faults) == 1 else "blurred or small"
    photos = "one photo, and the face in it" if len(own) == 1 else "photos in which the face"
    advice = f"Add two sharp photos of {name}, from the front."
    if not sure:
        until_then = f"Until then nothing that is found of {name} is called sure."
        advice = f"{advice} {until_then}"
    return f"Everything that is found of {name} hangs on {photos} is {fault}. {advice}"
