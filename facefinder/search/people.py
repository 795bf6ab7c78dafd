"""The whole run, top to bottom: models, references, photos, matches, copies."""

import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.deliver.album import Copies
from facefinder.deliver.copies import copy_photos
from facefinder.discover import Discovered, LeftOut, find_photos
from facefinder.match import references
from facefinder.match.hits import Hit, decided_rows, find_hits, nearest_reference, person_distances
from facefinder.models.catalogue import Metric, Thresholds
from facefinder.records.boxes import Box
from facefinder.records.faces import face_id
from facefinder.records.people import Gallery, Match, ReferencesOf
from facefinder.records.photos import FaceTable, Failed, Photo, Scanned
from facefinder.search.engine import choose, describe
from facefinder.search.known import find_known, prepare
from facefinder.search.listener import Listener
from facefinder.search.session import opened
from facefinder.search.skipped import unread
from facefinder.settings import EngineSettings, Settings

logger = logging.getLogger(__name__)


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
    people: tuple[ReferencesOf, ...]
    matches: tuple[Match, ...]
    skipped: tuple[Failed, ...]
    left_out: tuple[LeftOut, ...]
    copies: Copies | None
    summary: Summary
    gallery: Gallery
    faces: FaceTable
    scanned: Mapping[Photo, Scanned]
    """Every photo with a match, with all its faces."""

    @property
    def look_alikes(self) -> list[tuple[str, str]]:
        """Pairs of people of whom a photo of one may be taken for the other."""
        return references.look_alikes(self.gallery, self.metric, self.thresholds.sure)

    def face_distances(self) -> dict[str, NDArray[np.float64]]:
        """For each person the distances of all faces that were found, shape (N,)."""
        distances = person_distances(self.faces.vectors, self.gallery, self.metric)
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
    engine, model, thresholds = choose(settings)
    listener.say(describe(engine, model, thresholds))
    known = find_known(settings, listener)
    own = [*settings.private, *filter(None, (settings.copy_to, settings.report))]
    found = find_photos(settings.inputs, exclude=own)

    for left in found.left_out:
        logger.info("left out: %s (%s)", left.path, left.reason)
    if found.left_out:
        listener.say(f"{_left_out(found)} left out; -D and --json list them")

    with opened(settings, engine) as run:
        prepared = prepare(
            run, known, found.photos, model=model, thresholds=thresholds, listener=listener
        )
        new, gallery = prepared.new, prepared.gallery
        listener.start(len(found.photos), len(found.photos) - len(new))
        for outcomes in run.read(new):
            table = FaceTable.of(outcomes)
            hits = find_hits(table, gallery, model.metric, thresholds)
            listener.advance(len(outcomes), len(table.photo_row), len(hits))
        table = run.index.faces(found.photos)
        failed = run.failures(found.photos)
        decided = decided_rows(run.index.decided(found.photos), table, gallery.people)
        hits = find_hits(table, gallery, model.metric, thresholds, decided)
        shown = [found.photos[table.photo_row[hit.row]] for hit in hits]
        scanned = run.index.scanned(list(dict.fromkeys(shown)))

    # By place where distances are equal: the order in which photos were listed must not show.
    hits.sort(key=lambda hit: (*hit.rank, str(found.photos[table.photo_row[hit.row]])))
    matches = tuple(
        _match(hit, table, gallery, model.metric, scanned[found.photos[table.photo_row[hit.row]]])
        for hit in hits
    )
    copies = (
        copy_photos(matches, settings.copy_to, check=settings.copy_check, link=settings.link)
        if settings.copy_to
        else None
    )
    summary = Summary(
        photos=len(found.photos),
        scanned=len(new),
        from_index=len(found.photos) - len(new),
        faces=len(table.photo_row),
        seconds=round(time.monotonic() - started, 3),
    )
    return Result(
        engine=engine,
        metric=model.metric,
        thresholds=thresholds,
        people=prepared.reports,
        matches=matches,
        skipped=unread(found, failed),
        left_out=tuple(found.left_out),
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


def _match(hit: Hit, table: FaceTable, gallery: Gallery, metric: Metric, scanned: Scanned) -> Match:
    box = Box(*map(float, table.boxes[hit.row]))
    return Match(
        person=gallery.people[hit.person],
        verdict=hit.verdict,
        distance=hit.distance,
        photo=scanned.photo,
        box=box,
        score=float(table.scores[hit.row]),
        nearest=nearest_reference(table.vectors[hit.row], hit.person, gallery, metric),
        face_id=face_id(scanned.content_hash, box),
        confirmed=hit.confirmed,
    )
