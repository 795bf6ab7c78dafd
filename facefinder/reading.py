"""What every search begins with: photos into the index, references into a gallery."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Protocol

from facefinder import discover
from facefinder.decode.file import content_hash
from facefinder.discover import Discovered
from facefinder.errors import PeopleError, UsageError
from facefinder.index.index import Index, open_index
from facefinder.match import references
from facefinder.models.catalogue import ModelInfo, Strictness, Thresholds
from facefinder.names.read import find_tagged
from facefinder.pool import local, run
from facefinder.records.boxes import Box
from facefinder.records.people import Gallery, PersonReport, Reference
from facefinder.records.photos import Failed, Outcome, Photo
from facefinder.settings import NOBODY, WHOM, EngineSettings, Settings


class Listener(Protocol):
    """Who is told how the run goes."""

    def say(self, message: str) -> None:
        """A sentence for the user."""

    def start(self, total: int, known: int) -> None:
        """The photos begin: `total` of them, `known` of which the index already has."""

    def advance(self, photos: int, faces: int, matches: int) -> None:
        """So many more photos were read, with so many faces and matches."""


@contextmanager
def opened(settings: Settings, engine: EngineSettings) -> Iterator["Reading"]:
    """Open the index and find the cluster, if there is one; at the end no worker is left.

    Raises:
        IndexFileError, OutputError: As `open_index`.
        UsageError, WorkersError: As `dask_cluster.connected`.
    """
    with (
        open_index(settings.index, engine.fingerprint(), engine.name) as index,
        local.ending_workers(),
        _cluster(settings, engine) as cluster,
    ):
        yield Reading(settings, engine, index, cluster)


def _cluster(
    settings: Settings, engine: EngineSettings
) -> AbstractContextManager[run.Cluster | None]:
    if settings.scheduler is None:
        return nullcontext()
    from facefinder.pool.cluster import dask_cluster  # noqa: PLC0415 - Dask is there for those who ask for it

    seen = [path for path in (settings.known, *settings.inputs) if path is not None]
    return dask_cluster.connected(settings.scheduler, engine, settings.models_dir, seen)


@dataclass(slots=True)
class Reading:
    """What reading photos needs: the engine, the index and what did not get into it."""

    settings: Settings
    engine: EngineSettings
    index: Index
    cluster: run.Cluster | None = None
    jobs: int = 1
    passing: dict[Photo, Failed] = field(default_factory=dict)
    """Failures that may pass; the index does not keep them."""

    def pending(self, photos: Sequence[Photo]) -> list[Photo]:
        """Which of these the index does not know, in the order given."""
        return self.index.pending(photos, content_hash=content_hash)

    def read(self, photos: Sequence[Photo]) -> Iterator[list[Outcome]]:
        """Read photos into the index, a batch after the other."""
        settings = self.settings
        reading = run.run(
            photos,
            self.engine,
            settings.models_dir,
            jobs=self.jobs,
            limits=settings.limits,
            cluster=self.cluster,
        )
        with closing(reading) as batches:
            for outcomes in batches:
                self.index.add(outcomes)
                self.passing |= {
                    o.photo: o for o in outcomes if isinstance(o, Failed) and not o.lasting
                }
                yield outcomes

    def prepare(
        self,
        known: "Known",
        photos: Sequence[Photo],
        model: ModelInfo,
        thresholds: Thresholds,
        listener: Listener,
    ) -> "Prepared":
        """Read the references and build the gallery; how many workers suit is settled, too.

        Args:
            known: The people to look for.
            photos: Those to be searched.
            model: What makes the vectors.
            thresholds: What distances mean.
            listener: Is told what is wrong with references.

        Raises:
            UsageError: There is nobody to look for, and somebody is needed.
            PeopleError: A person has no usable reference.
        """
        references_to_read, new = self.pending(known.photos), self.pending(photos)
        suitable = local.default_jobs(len(references_to_read) + len(new))
        self.jobs = suitable if self.settings.jobs is None else self.settings.jobs
        for _ in self.read(references_to_read):
            pass
        gallery, reports = build_gallery(self, known, model, thresholds, listener)
        learned = self.index.learned()
        if gallery.people or learned or not self.settings.anybody:
            everybody = self.settings.anybody or not gallery.people
            gallery, reports = with_learned(gallery, reports, learned, photos, everybody=everybody)
        return Prepared(new, gallery, reports)

    def failures(self, photos: Sequence[Photo]) -> list[Failed]:
        """Those of these that could not be read, in the order given."""
        known = {failed.photo: failed for failed in self.index.failures(photos)} | self.passing
        return [known[photo] for photo in photos if photo in known]

    def outcomes(self, photos: Sequence[Photo]) -> list[Outcome]:
        """What became of each of a few photos."""
        return [*self.index.scanned(photos).values(), *self.failures(photos)]


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
    reports: tuple[PersonReport, ...]


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


def build_gallery(
    reading: Reading,
    known: Known,
    model: ModelInfo,
    thresholds: Thresholds,
    listener: Listener,
) -> tuple[Gallery, tuple[PersonReport, ...]]:
    """The people to look for; their problems are told at once, not after hours.

    Raises:
        PeopleError: A person has no usable reference.
    """
    outcomes = {
        name: [*reading.outcomes(found.photos), *found.failed]
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
    reports: tuple[PersonReport, ...],
    learned: Sequence[Reference],
    photos: Sequence[Photo],
    *,
    everybody: bool,
) -> tuple[Gallery, tuple[PersonReport, ...]]:
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
        reports += tuple(PersonReport(name, count, count, ()) for name, count in counts.items())
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


def _why_not(report: PersonReport) -> str:
    problems = "; ".join(f"{problem.path}: {problem.problem}" for problem in report.problems)
    return f"{report.name} ({problems or 'there is no photo in the folder'})"
