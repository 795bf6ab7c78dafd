"""The whole run, top to bottom: models, references, photos, matches, copies."""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from facefinder import deliver, discover, engines, match, pool, references
from facefinder.catalogue import Metric, ModelInfo, Strictness, Thresholds
from facefinder.decode import content_hash
from facefinder.discover import Discovered
from facefinder.errors import PeopleError, UsageError
from facefinder.index import Index, open_index
from facefinder.records import (
    Box,
    FaceTable,
    Failed,
    Gallery,
    Match,
    Outcome,
    PersonReport,
    Photo,
    Reference,
    Scanned,
    face_id,
)
from facefinder.settings import NOBODY, WHOM, EngineSettings, Settings

logger = logging.getLogger(__name__)


class Listener(Protocol):
    """Who is told how the run goes."""

    def say(self, message: str) -> None:
        """A sentence for the user."""

    def start(self, total: int, known: int) -> None:
        """The photos begin: `total` of them, `known` of which the index already has."""

    def advance(self, photos: int, faces: int, matches: int) -> None:
        """So many more photos were read, with so many faces and matches."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a run; `photos` = scanned + from_index."""

    photos: int
    scanned: int
    from_index: int
    faces: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a run found out."""

    engine: EngineSettings
    metric: Metric
    thresholds: Thresholds
    people: tuple[PersonReport, ...]
    matches: tuple[Match, ...]
    skipped: tuple[Failed, ...]
    copies: deliver.Copies | None
    summary: Summary
    gallery: Gallery
    faces: FaceTable
    scanned: Mapping[Photo, Scanned]
    """Every photo with a match, with all its faces."""

    def face_distances(self) -> dict[str, NDArray[np.float64]]:
        """For each person the distances of all faces that were found, shape (N,)."""
        distances = match.person_distances(self.faces.vectors, self.gallery, self.metric)
        return dict(zip(self.gallery.people, distances.T, strict=True))


def find_people(settings: Settings, listener: Listener) -> Result:
    """Find the people whose references are in `settings.known` in the photos of `settings.inputs`.

    Args:
        settings: What the user wants.
        listener: Is told about progress.

    Returns:
        Matches ordered by person, verdict, distance and place; every photo that could not be read.

    Raises:
        FacefinderError: The run cannot start, or cannot go on.
    """
    started = time.monotonic()
    engine, model, thresholds = engines.choose(settings)
    listener.say(engines.describe(engine, model, thresholds))
    people = discover.find_known(settings.known, settings.name) if settings.known else {}
    own = [*settings.private, *([settings.copy_to] if settings.copy_to else [])]
    found = discover.find_photos(settings.inputs, exclude=own)

    for left in found.left_out:
        logger.info("left out: %s (%s)", left.path, left.reason)
    if found.left_out:
        listener.say(f"{_left_out(found)} left out; -D lists them")

    opened = open_index(settings.index, engine.fingerprint(), engine.name)
    with opened as index, pool.ending_workers():
        run = _Run(settings, engine, index)
        new_references = run.pending([p for known in people.values() for p in known.photos])
        new = run.pending(found.photos)
        suitable = pool.default_jobs(len(new_references) + len(new))
        run.jobs = settings.jobs or max(settings.least_jobs, suitable)
        for _ in run.read(new_references):
            pass
        gallery, reports = _gallery(run, people, model, thresholds, listener)
        gallery, reports = _with_learned(gallery, reports, index.learned(), found.photos)
        listener.start(len(found.photos), len(found.photos) - len(new))
        for outcomes in run.read(new):
            table = FaceTable.of(outcomes)
            hits = match.find_hits(table, gallery, model.metric, thresholds)
            listener.advance(len(outcomes), len(table.photo), len(hits))
        table = index.faces(found.photos)
        failed = run.failures(found.photos)
        decided = match.decided_rows(index.decided(found.photos), table, gallery.people)
        hits = match.find_hits(table, gallery, model.metric, thresholds, decided)
        shown = [found.photos[table.photo[hit.face]] for hit in hits]
        scanned = index.scanned(list(dict.fromkeys(shown)))

    # By place where distances are equal: the order in which photos were listed must not show.
    hits.sort(key=lambda hit: (*hit.rank, str(found.photos[table.photo[hit.face]])))
    nearest = match.nearest_references(hits, table, gallery, model.metric)
    matches = tuple(
        _match(hit, row, table, gallery, scanned[found.photos[table.photo[hit.face]]])
        for hit, row in zip(hits, nearest, strict=True)
    )
    copies = (
        deliver.copy_photos(
            matches, settings.copy_to, check=settings.copy_check, link=settings.link
        )
        if settings.copy_to
        else None
    )
    summary = Summary(
        photos=len(found.photos),
        scanned=len(new),
        from_index=len(found.photos) - len(new),
        faces=len(table.photo),
        seconds=round(time.monotonic() - started, 3),
    )
    unread = discover.joined_by_vanished_root([*found.failed, *failed])
    skipped = tuple(sorted(unread, key=lambda photo: str(photo.photo)))
    return Result(
        engine=engine,
        metric=model.metric,
        thresholds=thresholds,
        people=reports,
        matches=matches,
        skipped=skipped,
        copies=copies,
        summary=summary,
        gallery=gallery,
        faces=table,
        scanned=scanned,
    )


def _left_out(found: Discovered) -> str:
    """What was not searched by rule, counted by reason: "2 hidden, 1 a link"."""
    counts = Counter(left.reason for left in found.left_out)
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))


@dataclass(slots=True)
class _Run:
    """What reading photos needs: the engine, the index and what did not get into it."""

    settings: Settings
    engine: EngineSettings
    index: Index
    jobs: int = 1
    passing: dict[Photo, Failed] = field(default_factory=dict)
    """Failures that may pass; the index does not keep them."""

    def pending(self, photos: Sequence[Photo]) -> list[Photo]:
        return self.index.pending(photos, content_hash=content_hash)

    def read(self, photos: Sequence[Photo]) -> Iterator[list[Outcome]]:
        """Read photos into the index, a batch after the other."""
        settings = self.settings
        reading = pool.run(
            photos, self.engine, settings.models_dir, jobs=self.jobs, limits=settings.limits
        )
        with closing(reading) as batches:
            for outcomes in batches:
                self.index.add(outcomes)
                self.passing |= {
                    o.photo: o for o in outcomes if isinstance(o, Failed) and not o.lasting
                }
                yield outcomes

    def failures(self, photos: Sequence[Photo]) -> list[Failed]:
        known = {failed.photo: failed for failed in self.index.failures(photos)} | self.passing
        return [known[photo] for photo in photos if photo in known]

    def outcomes(self, photos: Sequence[Photo]) -> list[Outcome]:
        return [*self.index.scanned(photos).values(), *self.failures(photos)]


def _gallery(
    run: _Run,
    people: Mapping[str, Discovered],
    model: ModelInfo,
    thresholds: Thresholds,
    listener: Listener,
) -> tuple[Gallery, tuple[PersonReport, ...]]:
    """The people to look for; their problems are told at once, not after hours.

    Raises:
        PeopleError: A person has no usable reference.
    """
    outcomes = {
        name: [*run.outcomes(known.photos), *known.failed] for name, known in people.items()
    }
    gallery, reports = references.build_gallery(
        outcomes, model.metric, model.thresholds[Strictness.NORMAL].check
    )
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


def _with_learned(
    gallery: Gallery,
    reports: tuple[PersonReport, ...],
    learned: Sequence[Reference],
    photos: Sequence[Photo],
) -> tuple[Gallery, tuple[PersonReport, ...]]:
    """Add the references that the user confirmed in earlier results.

    Args:
        gallery: Of the folder of references; without anybody, all who were learned are looked for.
        reports: About the people in it.
        learned: Their photos without a root.
        photos: Those that are searched, to tell where a learned reference is now.

    Raises:
        UsageError: There is nobody to look for.
    """
    counts = Counter(one.person for one in learned)
    if not gallery.people:
        reports = tuple(PersonReport(name, count, count, ()) for name, count in counts.items())
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


def _match(
    hit: match.Hit, nearest: int, table: FaceTable, gallery: Gallery, scanned: Scanned
) -> Match:
    box = Box(*map(float, table.boxes[hit.face]))
    return Match(
        person=gallery.people[hit.person],
        verdict=hit.verdict,
        distance=hit.distance,
        photo=scanned.photo,
        box=box,
        score=float(table.scores[hit.face]),
        nearest=nearest,
        face_id=face_id(scanned.content_hash, box),
        confirmed=hit.confirmed,
    )
