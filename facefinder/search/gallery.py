"""Photos of references -> the gallery of the people to look for, with those who were learned."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from facefinder.errors import PeopleError, UsageError
from facefinder.host.text import counted
from facefinder.match import references
from facefinder.match.doubles import without_doubles
from facefinder.records.limits import TOO_MANY_PIXELS
from facefinder.records.names import name_key, one_spelling, reading_key
from facefinder.records.people import Gallery, Reference, ReferencesOf
from facefinder.records.photos import Outcome, Photo
from facefinder.records.videos import NO_REFERENCE
from facefinder.search import years
from facefinder.search.ahead import Ahead
from facefinder.search.frames import frames_of
from facefinder.search.known import Known
from facefinder.search.listener import Listener
from facefinder.search.looked_at import LookedAt
from facefinder.search.session import Plan, Session
from facefinder.search.warnings import warnings
from facefinder.settings import NOBODY, WHOM

MANY = 50
"""Photos of references that are counted while they are read: they take half a minute."""
SHOWN = 20
"""People with a line of their own; of more, only those are told with whose photos something is
wrong."""
MOST_PROBLEMS = 30
"""Photos of references that are told one by one."""
NAMED = 10
"""People named in one sentence, of all whom it is about."""


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
    people = look_at_references(session, plan, known, listener)
    learned = session.index.learned()
    everybody = not (known.needed and (people.gallery.people or known.learned))
    wanted = {name_key(name) for name in (*people.gallery.people, *known.learned)}
    if not everybody:
        learned = [one for one in learned if name_key(one.person) in wanted]
    people = with_learned(people, learned, photos)
    _tell_learned(people, listener)
    if known.needed and not people.gallery.people:
        raise UsageError(NOBODY, WHOM)
    people, left_out = _usable(people, known)
    people = replace(people, gallery=without_doubles(people.gallery, session.engine.judge))
    of_people = people.references
    found = (*left_out, *warnings(people.gallery, of_people, session.engine.judge, photos))
    for warning in found:
        listener.say(warning)
    return replace(people, warnings=found)


def look_at_references(session: Session, plan: Plan, known: Known, listener: Listener) -> People:
    """Read the photos of references; return the faces they give, also where a person gets none.

    Args:
        session: Reads them.
        plan: Which of them are to be read.
        known: Whose they are.
        listener: Is told what is wrong with references.
    """
    _read(session, plan.references, listener)
    people = _of_known(session, known)
    _tell(people, listener)
    return people


def _read(session: Session, photos: Sequence[Photo], listener: Listener) -> None:
    """Read the photos of references; many of them take long enough to be counted."""
    counts = len(photos) >= MANY
    ahead = Ahead(photos, frames_of(photos, session.limits.pace), session.readers)
    looked_at = LookedAt(listener, None, ahead)
    if counts:
        listener.say(f"First the reference photos are read: {len(photos):,}.")
        listener.start(sum(not photo.inside for photo in photos), 0)
    for outcomes in session.read(photos):
        if counts:
            looked_at.add(outcomes)
    if counts:
        listener.end()


def _of_known(session: Session, known: Known) -> People:
    outcomes = {
        name: [*_no_moments(session.outcomes(found.photos)), *found.failed]
        for name, found in known.people.items()
    }
    if known.harvested:  # names stand at faces of a file's first picture
        outcomes = {
            name: [outcome for outcome in of if not outcome.photo.inside]
            for name, of in outcomes.items()
        }
    outcomes = {name: _let_count(of, known) for name, of in outcomes.items()}
    judge, boxes = session.engine.judge, {**known.boxes}
    insisted: set[Photo] = set()
    for name, of in outcomes.items():
        at = {one.photo: known.pointed.get(one.photo.address) for one in of}
        pointed = {photo: box for photo, box in at.items() if box}
        boxes[name] = {**boxes.get(name, {}), **pointed}
        insisted |= pointed.keys()
    year_of = years.of_reference
    return People(*references.build_gallery(outcomes, judge, boxes, year_of, insisted))


def _let_count(outcomes: Sequence[Outcome], known: Known) -> list[Outcome]:
    """The outcomes without pictures that the user left out."""
    return [one for one in outcomes if one.photo.address not in known.left_out]


def _no_moments(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes without moments of videos, which nobody chose as photos of a person."""
    return [outcome for outcome in outcomes if outcome.photo.moment is None]


def _tell(people: People, listener: Listener) -> None:
    """Tell what is wrong with references now, and not after hours; of many people, their sums."""
    told = tuple(of for of in people.references if of.references or of.problems)
    left = MOST_PROBLEMS
    if len(told) > SHOWN:
        used, there = sum(of.used for of in told), sum(of.references for of in told)
        listener.say(f"{len(told):,} people: {used:,} of {there:,} reference photos used")
        told = tuple(of for of in told if of.problems)[:SHOWN]
    for of in told:
        listener.say(f"{of.name}: {of.used} of {of.references} reference photos used")
        for problem in of.problems[: max(0, left)]:
            listener.say(f"  {problem.path}: {problem.problem}")
        left -= len(of.problems)
    problems = sum(len(of.problems) for of in people.references)
    shown = min(MOST_PROBLEMS, sum(len(of.problems) for of in told))
    if problems > shown:
        listener.say(f"… and {problems - shown:,} more such photos; --json FILE lists them all")


def _tell_learned(people: People, listener: Listener) -> None:
    """Say how many confirmed faces people are recognised by; of many people, how many in all."""
    learned = [of for of in people.references if of.learned]
    if len(learned) > SHOWN:
        faces = sum(of.learned for of in learned)
        listener.say(f"{len(learned):,} people: {faces:,} learned faces used, too")
    for of in learned if len(learned) <= SHOWN else ():
        photos = f"{counted(of.used, 'photo')} and " if of.used else ""
        listener.say(f"{of.name}: {photos}{counted(of.learned, 'learned face')}")


def _usable(people: People, known: Known) -> tuple[People, tuple[str, ...]]:
    """The people who can be looked for, and sentences about the others.

    A name that stands somewhere is no reason to end a search; photos that the user put into
    somebody's folder are one, unless the run is forgiving. A folder without any is as good as none.

    Args:
        people: With those who were learned.
        known: Whose the references are.

    Raises:
        PeopleError: A person has no usable reference, or nobody has.
    """
    usable = {one.person for one in people.gallery.references}
    without = [of for of in people.references if of.name not in usable]
    if not without:
        return people, ()
    empty = [of.name for of in without if _has_no_photo(of)]
    unusable = [of.name for of in without if not _has_no_photo(of)]
    if not usable or (unusable and not (known.harvested or known.forgiving)):
        raise PeopleError(
            f"No usable reference photo of {_some(map(_why_not, without), ', ')}.",
            _advice(without, harvested=known.harvested),
        )
    names = [name for name in people.gallery.people if name in usable]
    gallery = Gallery.of(names, people.gallery.references)
    of_folder, of_name = "no face in the folder can be used", "no face with the name can be used"
    why_unusable = of_name if known.harvested else of_folder
    reasons = (("there is no photo in the folder", empty), (why_unusable, unusable))
    return replace(people, gallery=gallery), tuple(
        f"Not looked for, because {why}: {_some(those, ', ')}." for why, those in reasons if those
    )


def _has_no_photo(of: ReferencesOf) -> bool:
    """Whether nothing is in somebody's folder, or nothing but videos."""
    videos = sum(NO_REFERENCE in one.problem for one in of.problems)
    return videos == len(of.problems) == of.references


def _some(texts: Iterable[str], between: str) -> str:
    """The first of many texts, and how many there are more."""
    first, rest = (listed := list(texts))[:NAMED], listed[NAMED:]
    return between.join(first) + (f" and {len(rest)} more" if rest else "")


def _advice(without: Sequence[ReferencesOf], *, harvested: bool) -> str:
    if all(any(TOO_MANY_PIXELS in one.problem for one in of.problems) for of in without):
        return "Allow larger photos with --max-pixels."
    if harvested:
        return "Name a sharp face, seen from the front, in one of these photos."
    return "Add a sharp photo of the face from the front, alone, or take the folder away."


def _why_not(of: ReferencesOf) -> str:
    problems = "; ".join(f"{problem.path}: {problem.problem}" for problem in of.problems)
    return f"{of.name} ({problems or 'there is no photo in the folder'})"


def with_learned(people: People, learned: Sequence[Reference], photos: Sequence[Photo]) -> People:
    """People with the references that the user confirmed in earlier results.

    Args:
        people: Those of the folder of references.
        learned: References; their photos have no root.
        photos: Those that are searched, to tell where a learned reference is now.
    """
    names = people.gallery.people
    spelled = {name_key(name): name for name in names}
    shown = {one.person: spelled.get(name_key(one.person), "") for one in learned}
    shown |= one_spelling(Counter(one.person for one in learned if not shown[one.person]))
    counts = Counter(shown[one.person] for one in learned)
    new = [name for name in counts if name not in names]
    place = {_below_root(photo): photo for photo in photos}
    added = [
        replace(one, person=shown[one.person], photo=place.get(_below_root(one.photo), one.photo))
        for one in learned
    ]
    references_of = [
        *(replace(of, learned=counts[of.name]) for of in people.references),
        *(ReferencesOf(name, 0, 0, (), learned=counts[name]) for name in new),
    ]
    return People(
        Gallery.of(sorted((*names, *new), key=reading_key), [*people.gallery.references, *added]),
        tuple(sorted(references_of, key=lambda of: reading_key(of.name))),
    )


def _below_root(photo: Photo) -> tuple[str, int, int, str]:
    return photo.relative, photo.size, photo.mtime_ns, photo.inside
