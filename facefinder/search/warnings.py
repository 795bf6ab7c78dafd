"""What makes the results of a search less certain than usual, said before it, with a way out."""

from collections.abc import Iterator, Sequence

from facefinder.evidence.judge import Grade
from facefinder.match import references
from facefinder.match.judge import Judge
from facefinder.records.people import Gallery, Reference
from facefinder.records.photos import Photo
from facefinder.search import years


def warnings(gallery: Gallery, judge: Judge, photos: Sequence[Photo]) -> tuple[str, ...]:
    """One sentence or two for each thing that is known to spoil a search.

    Args:
        gallery: The people to look for, with those who were learned.
        judge: Knows where faces are hard to tell apart.
        photos: Those that are searched.
    """
    return (
        *_alike(gallery, judge),
        *(text for name in gallery.people for text in _of_person(name, gallery, judge)),
        *years.warnings(gallery, photos),
    )


def _alike(gallery: Gallery, judge: Judge) -> Iterator[str]:
    for one, other in references.look_alikes(gallery, judge):
        yield (
            f"{one} and {other} look alike: a photo of one may be taken for the other. "
            "Add sharp photos of both, and check what is found of them; if they are one person, "
            "give both one name."
        )


def _of_person(name: str, gallery: Gallery, judge: Judge) -> Iterator[str]:
    own = [reference for reference in gallery.references if reference.person == name]
    sure = judge.highest(gallery)[gallery.people.index(name)] == Grade.SURE
    yield from _hangs_on_poor_ones(name, own, sure=sure)
    if judge.crowded(gallery.vectors[gallery.owner == gallery.people.index(name)]):
        yield (
            f"{name} has many look-alikes for this program, so that more of what it calls sure "
            f"is wrong than with other people. Check all that is found of {name}, and add sharp "
            "photos: eight are better than three."
        )


def _hangs_on_poor_ones(name: str, own: Sequence[Reference], *, sure: bool) -> Iterator[str]:
    faults = {references.fault_of(reference.face) for reference in own}
    if not faults or "" in faults:
        return
    fault = faults.pop() if len(faults) == 1 else "blurred or small"
    photos = "one photo, and the face in it" if len(own) == 1 else "photos in which the face"
    advice = f"Add two sharp photos of {name}, from the front."
    if not sure:
        advice += f" Until then nothing that is found of {name} is called sure."
    yield f"Everything that is found of {name} hangs on {photos} is {fault}. {advice}"
