"""The whole run, top to bottom: models, references, photos, matches, copies."""

import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.deliver.album import Copies
from facefinder.deliver.manifest import row_key
from facefinder.errors import OutputError, UsageError
from facefinder.records.left_out import LeftOut
from facefinder.records.people import Gallery, Match, ReferencesOf
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.search.belonging import Belonging, ToCopy, sure_enough
from facefinder.search.by_hand import take_over
from facefinder.search.effect import bring_in_line
from facefinder.search.engine import ChosenEngine
from facefinder.search.kept import saying_what_is_kept
from facefinder.search.left_out import not_looked_at
from facefinder.search.listener import Listener
from facefinder.search.matching import Matched
from facefinder.search.sample import Sample, sample_of
from facefinder.search.searched import Searched
from facefinder.search.shown import Shown, shown
from facefinder.search.steps import Search, searching
from facefinder.settings import Outputs, Settings


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a run found out.

    Attributes:
        engine: What found and compared the faces.
        people: What became of the references of each person.
        matches: Ordered by person, verdict, probability, distance and place.
        searched: How many photos were, and what could not be read.
        left_out: What was, by rule, not searched.
        not_looked_at: How much was not, by kind and by reason, as `left_out.in_words` wants it.
        copies: What became of the copies; None = there were to be none, or `not_copied`.
        smaller: As of `belonging.ToCopy`.
        sample: What a sample tells about all photos; None where all were searched.
        together: Of all people, by photo, where there are folders for that.
        not_copied: Why they could not be written, as the disk was full, say.
        faces: How many there are in the photos.
        began: When the run did, on the monotonic clock, seconds.
        gallery: The faces that people were recognised by.
        facts: Of every photo with a match.
        distances: Shape (N, P), of all faces to the people of the gallery; None without a report,
            which draws them.
        shown: What a page shows of the faces; None where none of them is shown.
        warnings: What makes it less certain than usual, as it was said before the search.
        rejected: Person and photo, as a manifest has them, of faces that are not that person's.
    """

    engine: ChosenEngine
    people: tuple[ReferencesOf, ...]
    matches: tuple[Match, ...]
    searched: Searched
    left_out: tuple[LeftOut, ...]
    not_looked_at: Mapping[str, int]
    copies: Copies | None
    smaller: int
    not_copied: OutputError | None
    faces: int
    began: float
    gallery: Gallery
    facts: Mapping[Photo, PhotoFacts]
    sample: Sample | None = None
    together: tuple[Match, ...] = ()
    distances: NDArray[np.float64] | None = None
    shown: Shown | None = None
    warnings: tuple[str, ...] = ()
    rejected: frozenset[tuple[str, str]] = frozenset()

    @property
    def seconds(self) -> float:
        """How long the run took until this moment: pictures of a report are made after a search."""
        return round(time.monotonic() - self.began, 3)


def find_people(settings: Settings, listener: Listener) -> Result:
    """Find the people of `settings.whom` in the photos of `settings.inputs`.

    Args:
        settings: What the user wants.
        listener: Is told about progress.

    Raises:
        FacefinderError: The run cannot start, or cannot go on.
    """
    outputs = settings.outputs
    with searching(settings, listener) as search:
        if outputs.together:
            _require_several(search)
        pace = search.read(listener)
        searched = search.searched()
        if outputs.copy_to is not None:
            take_over(search, outputs.copy_to, listener.say, versions_too=outputs.largest)
        matched = search.matched(all_distances=outputs.report is not None)
        index, judge = search.session.index, search.engine.judge
        wanted = outputs.report or outputs.faces or outputs.largest
        seen = shown(index, matched.matches, judge) if wanted else None
        unseen = index.unseen(search.found.photos)
        rejected = search.rejected() if outputs.copy_to or outputs.faces else frozenset()

    found, people = search.found, search.people
    with saying_what_is_kept(lambda: settings.keeps):
        to_copy = _belonging(search, matched, seen, outputs)
        copies, not_copied = _copied(to_copy.matches, rejected, outputs, listener)
    return Result(
        engine=search.engine,
        people=people.references,
        matches=matched.matches,
        searched=searched,
        left_out=tuple(found.left_out),
        not_looked_at=not_looked_at(found, unseen),
        copies=copies,
        smaller=to_copy.smaller,
        not_copied=not_copied,
        faces=matched.faces,
        began=search.began,
        gallery=people.gallery,
        facts=matched.facts,
        sample=sample_of(searched, search.whole, pace),
        together=tuple(one for one in to_copy.matches if one.person not in people.gallery.people),
        distances=matched.distances,
        shown=seen,
        warnings=people.warnings,
        rejected=rejected,
    )


def _require_several(search: Search) -> None:
    if len(search.people.gallery.people) < 2:
        raise UsageError(
            "--together is about photos that show several people, and one is looked for.",
            "Name a folder with a sub-folder for each of them with -k, or leave it away.",
        )


def _belonging(search: Search, matched: Matched, seen: Shown | None, outputs: Outputs) -> ToCopy:
    """By what to copy."""
    if outputs.copy_to is None:
        return ToCopy(matched.matches)
    return Belonging(search, outputs.copy_to, outputs).of(matched, seen.versions if seen else {})


def _copied(
    matches: Sequence[Match],
    rejected: Set[tuple[str, str]],
    outputs: Outputs,
    listener: Listener,
) -> tuple[Copies | None, OutputError | None]:
    """What was copied, or why not: that keeps no other result back.

    Copies of before that show somebody else, as the user has said since, go.
    """
    target, check, link = outputs.copy_to, outputs.copy_check, outputs.link
    if target is None:
        return None, None
    copied = sure_enough(matches, outputs)
    wrong = rejected - {row_key(one.person, one.photo) for one in copied}
    say, told = listener.say, listener.copied
    try:
        effect = bring_in_line(target, wrong, matches, say, check=check, link=link, told=told)
    except OutputError as error:
        return None, error
    if effect.removed:
        say(f"Copies removed: {effect.removed}. The photos themselves are untouched.")
    return effect.copies, None
