"""Whom to look for: folders of references, names in photos, people who were learned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from facefinder import discover
from facefinder.discover import Discovered
from facefinder.errors import PeopleError, UsageError
from facefinder.match import references
from facefinder.models.catalogue import ModelInfo, Strictness, Thresholds
from facefinder.names.read import find_tagged
from facefinder.pool import local
from facefinder.records.boxes import Box
from facefinder.records.people import Gallery, Reference, ReferencesOf
from facefinder.records.photos import Photo
from facefinder.search.listener import Listener
from facefinder.search.session import Session
from facefinder.settings import NOBODY, WHOM, Settings


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What a search knows before the long part of it.

    Attributes:
        new: Photos that are still to be read.
        gallery: The people to look for.
        reports: About their references.
    """

    new: list[Photo]
    gallery: Gallery
    reports: tuple[ReferencesOf, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The people to look for.

    Attributes:
        people: Their photos, by name.
        boxes: For each person, in which photo the face is already known, and where.
    """

    people: Mapping[str, Discovered] = field(default_factory=dict)
    boxes: Mapping[str, Mapping[Photo, Box]] = field(default_factory=dict)

    @property
    def photos(self) -> list[Photo]:
        """All photos of references, each once."""
        return list(dict.fromkeys(p for found in self.people.values() for p in found.photos))


def find_known(settings: Settings, listener: Listener) -> Known:
    """List the photos of references; nobody where only learned people are looked for.

    Raises:
        UsageError, PeopleError: There are none.
    """
    if settings.known is None:
        return Known()
    if not settings.tagged:
        return Known(discover.find_known(settings.known, settings.name))
    tagged = find_tagged(settings.known, settings.name)
    for failed in tagged.failed:
        listener.say(f"{failed.photo}: {failed.reason}")
    for name, found in tagged.people.items():
        if tagged.counts[name] > len(found.photos):
            count = f"{len(found.photos)} of {tagged.counts[name]}"
            listener.say(f"{name}: {count} photos with this name are taken as references")
    return Known(tagged.people, tagged.boxes)


def prepare(
    session: Session,
    known: Known,
    photos: Sequence[Photo],
    *,
    model: ModelInfo,
    thresholds: Thresholds,
    listener: Listener,
) -> Prepared:
    """Read the references and build the gallery; how many workers suit is settled, too.

    Args:
        session: The index and the workers.
        known: The people to look for.
        photos: Those to be searched.
        model: What makes the vectors.
        thresholds: What distances mean.
        listener: Is told what is wrong with references.

    Raises:
        UsageError: There is nobody to look for, and somebody is needed.
        PeopleError: A person has no usable reference.
    """
    references_to_read, new = session.pending(known.photos), session.pending(photos)
    suitable = local.default_jobs(len(references_to_read) + len(new))
    session.jobs = suitable if session.settings.jobs is None else session.settings.jobs
    for _ in session.read(references_to_read):
        pass
    gallery, reports = build_gallery(session, known, model, thresholds, listener)
    learned = session.index.learned()
    if gallery.people or learned or not session.settings.anybody:
        everybody = session.settings.anybody or not gallery.people
        gallery, reports = with_learned(gallery, reports, learned, photos, everybody=everybody)
    return Prepared(new, gallery, reports)


def build_gallery(
    session: Session,
    known: Known,
    model: ModelInfo,
    thresholds: Thresholds,
    listener: Listener,
) -> tuple[Gallery, tuple[ReferencesOf, ...]]:
    """The people to look for; their problems are told at once, not after hours.

    Raises:
        PeopleError: A person has no usable reference.
    """
    outcomes = {
        name: [*session.outcomes(found.photos), *found.failed]
        for name, found in known.people.items()
    }
    check = model.thresholds[Strictness.NORMAL].check
    gallery, reports = references.build_gallery(outcomes, model.metric, check, known.boxes)
    for report in reports:
        listener.say(f"{report.name}: {report.used} of {report.references} reference photos used")
        for problem in report.problems:
            listener.say(f"  {problem.path}: {problem.problem}")
    for one, other in references.look_alikes(gallery, model.metric, thresholds.sure):
        listener.say(f"{one} and {other} look alike: a photo of one may be taken for the other")
    without = [_why_not(report) for report in reports if not report.used]
    if without:
        raise PeopleError(
            f"No usable reference photo of {', nor of '.join(without)}.",
            "Add a sharp photo that shows the face from the front, alone, or take the folder away.",
        )
    return gallery, reports


def with_learned(
    gallery: Gallery,
    reports: tuple[ReferencesOf, ...],
    learned: Sequence[Reference],
    photos: Sequence[Photo],
    *,
    everybody: bool,
) -> tuple[Gallery, tuple[ReferencesOf, ...]]:
    """Add the references that the user confirmed in earlier results.

    Args:
        gallery: Of the folder of references.
        reports: About the people in it.
        learned: Their photos without a root.
        photos: Those that are searched, to tell where a learned reference is now.
        everybody: Also of people who are not in the gallery.

    Raises:
        UsageError: There is nobody to look for.
    """
    if everybody:
        counts = Counter(one.person for one in learned if one.person not in gallery.people)
        reports += tuple(ReferencesOf(name, count, count, ()) for name, count in counts.items())
    people = tuple(report.name for report in reports)
    if not people:
        raise UsageError(NOBODY, WHOM)
    place = {_below_root(photo): photo for photo in photos}
    added = [
        replace(one, photo=place.get(_below_root(one.photo), one.photo))
        for one in learned
        if one.person in people
    ]
    return Gallery.of(people, [*gallery.references, *added]), reports


def _below_root(photo: Photo) -> tuple[str, int, int]:
    return photo.relative, photo.size, photo.mtime_ns


def _why_not(report: ReferencesOf) -> str:
    problems = "; ".join(f"{problem.path}: {problem.problem}" for problem in report.problems)
    return f"{report.name} ({problems or 'there is no photo in the folder'})"
