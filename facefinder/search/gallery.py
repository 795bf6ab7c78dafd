"""Photos of references -> the gallery of the people to look for, with those who were learned."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from facefinder.errors import PeopleError, UsageError
from facefinder.match import references
from facefinder.records.limits import TOO_MANY_PIXELS
from facefinder.records.people import Gallery, Reference, ReferencesOf
from facefinder.records.photos import Photo
from facefinder.search.known import Known
from facefinder.search.listener import Listener
from facefinder.search.session import Plan, Session
from facefinder.search.warnings import warnings
from facefinder.settings import NOBODY, WHOM


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The people to look for, and what became of the references of each.

    Attributes:
        gallery: Their faces.
        references: What became of their photos.
        warnings: What makes results of them less certain than usual, in plain words.
    """

    gallery: Gallery
    references: tuple[ReferencesOf, ...]
    warnings: tuple[str, ...] = ()


def read_references(
    session: Session,
    plan: Plan,
    known: Known,
    photos: Sequence[Photo],
    listener: Listener,
) -> People:
    """Read the photos of references, and choose the faces that people are recognised by.

    Args:
        session: Reads them.
        plan: Which of them are to be read.
        known: Whose they are. Where nobody is needed, everybody who was learned is known, too.
        photos: The searched ones, to tell where a learned reference is now.
        listener: Is told what is wrong with references.

    Raises:
        UsageError: There is nobody to look for, and somebody is needed.
        PeopleError: A person has no usable reference.
    """
    for _ in session.read(plan.references):
        pass
    people = _of_known(session, known)
    _tell(people, listener)
    _require_usable(people)
    everybody = not (known.needed and people.gallery.people)
    people = with_learned(people, session.index.learned(), photos, everybody=everybody)
    if known.needed and not people.gallery.people:
        raise UsageError(NOBODY, WHOM)
    found = warnings(people.gallery, session.engine.judge, photos)
    for warning in found:
        listener.say(warning)
    return replace(people, warnings=found)


def _of_known(session: Session, known: Known) -> People:
    outcomes = {
        name: [*session.outcomes(found.photos), *found.failed]
        for name, found in known.people.items()
    }
    return People(*references.build_gallery(outcomes, session.engine.judge, known.boxes))


def _tell(people: People, listener: Listener) -> None:
    """Tell what is wrong with references now, and not after hours."""
    for of in people.references:
        listener.say(f"{of.name}: {of.used} of {of.references} reference photos used")
        for problem in of.problems:
            listener.say(f"  {problem.path}: {problem.problem}")


def _require_usable(people: People) -> None:
    without = [_why_not(of) for of in people.references if not of.used]
    if without:
        advice = "Add a sharp photo of the face from the front, alone, or take the folder away."
        if all(TOO_MANY_PIXELS in reasons for reasons in without):
            advice = "Allow larger photos with --max-pixels."
        raise PeopleError(f"No usable reference photo of {', nor of '.join(without)}.", advice)


def _why_not(of: ReferencesOf) -> str:
    problems = "; ".join(f"{problem.path}: {problem.problem}" for problem in of.problems)
    return f"{of.name} ({problems or 'there is no photo in the folder'})"


def with_learned(
    people: People, learned: Sequence[Reference], photos: Sequence[Photo], *, everybody: bool
) -> People:
    """People with the references that the user confirmed in earlier results.

    Args:
        people: Those of the folder of references.
        learned: References; their photos have no root.
        photos: Those that are searched, to tell where a learned reference is now.
        everybody: Also the people who have no other references.
    """
    names = people.gallery.people
    new = Counter(one.person for one in learned if everybody and one.person not in names)
    place = {_below_root(photo): photo for photo in photos}
    added = [
        replace(one, photo=place.get(_below_root(one.photo), one.photo))
        for one in learned
        if one.person in names or one.person in new
    ]
    return People(
        Gallery.of((*names, *new), [*people.gallery.references, *added]),
        people.references + tuple(ReferencesOf(name, n, n, ()) for name, n in new.items()),
    )


def _below_root(photo: Photo) -> tuple[str, int, int]:
    return photo.relative, photo.size, photo.mtime_ns
