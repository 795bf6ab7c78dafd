"""A search in its steps, for whoever does more between them than wait: read, match, match again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from facefinder.deliver.manifest import row_key
from facefinder.discover.found import Discovered
from facefinder.match.company import scene_of, without_others
from facefinder.match.hits import Hit, find_hits
from facefinder.records.photos import FaceTable
from facefinder.search.engine import ChosenEngine, choose
from facefinder.search.gallery import People, read_references
from facefinder.search.known import Known, find_known
from facefinder.search.listener import Listener
from facefinder.search.matching import Matched, Matching
from facefinder.search.pace import Pace
from facefinder.search.period import only_of_time
from facefinder.search.photos import list_photos, read_photos
from facefinder.search.sample import sampled
from facefinder.search.searched import Searched, searched
from facefinder.search.session import Plan, Session, opened
from facefinder.settings import Settings


@dataclass(frozen=True, slots=True)
class Search:
    """A search whose people are known and whose photos are listed.

    Attributes:
        engine: Finds and compares faces.
        found: The photos, and what was left out.
        session: Reads them; open as long as the search.
        plan: Which of them are to be read.
        people: Who is looked for.
        began: When, on the monotonic clock, seconds.
        whole: How many photos there are, of which `found` may be a sample.
        known: Whom the user asked for.
        only: Photos in which there is anybody else are left out.
    """

    engine: ChosenEngine
    found: Discovered
    session: Session
    plan: Plan
    people: People
    began: float
    whole: int
    known: Known
    only: bool = False

    def rejected(self) -> frozenset[tuple[str, str]]:
        """Person and photo, as a manifest has them, of faces that are not that person's."""
        photos = self.session.index.with_pages(self.found.photos)
        decided = self.session.index.decided(photos)
        return frozenset(
            row_key(one.person, photos[position]) for position, one in decided if not one.yes
        )

    def with_learned(self, listener: Listener) -> "Search":
        """The search with all references that were learned since it began."""
        plan = replace(self.plan, references=[])  # these are read
        photos = self.found.photos
        people = read_references(self.session, plan, self.known, photos, listener)
        return replace(self, people=people)

    def read(self, listener: Listener) -> Pace:
        """Read what the index does not know; return how long photos took."""

        def hits(faces: FaceTable) -> list[Hit]:
            return find_hits(faces, self.people.gallery, self.engine.judge)

        return read_photos(self.session, self.plan, self.found, listener, hits)

    def searched(self) -> Searched:
        """What became of the photos."""
        return searched(self.session, self.plan, self.found)

    def matched(self, *, all_distances: bool = False) -> Matched:
        """Who is in the photos that were read so far, by all that the user has decided so far.

        Args:
            all_distances: Whether those of all faces are wanted, for a drawing.
        """
        return self.of(self.matching(all_distances=all_distances))

    def matching(self, *, all_distances: bool = False) -> Matching:
        """Compare the photos that were read so far with the people, for more than once.

        Args:
            all_distances: As of `matched`.
        """
        index, gallery = self.session.index, self.people.gallery
        photos = index.with_pages(self.found.photos)
        return Matching(index, photos, gallery, self.engine.judge, all_distances=all_distances)

    def of(self, matching: Matching) -> Matched:
        """What of all that is in the photos is searched for."""
        matched = matching.matched()
        if not self.only:
            return matched
        videos = {scene_of(one.photo) for one in matched.matches if one.photo.moment is not None}
        index = self.session.index
        moments = index.facts(index.with_pages(sorted(videos, key=str))) if videos else {}
        facts = {**matched.facts, **moments}
        return replace(matched, matches=without_others(matched.matches, facts, matched.of_people))


@contextmanager
def searching(settings: Settings, listener: Listener) -> Iterator[Search]:
    """Begin a search: models, references, photos; at the end of the block nothing is open.

    Args:
        settings: What the user wants.
        listener: Is told about progress.

    Raises:
        FacefinderError: The search cannot start.
    """
    began = time.monotonic()
    engine = choose(settings.engine)
    listener.say(engine.description)
    known = find_known(settings.whom, listener)
    found = list_photos(settings, listener)
    with opened(settings, engine) as session:
        found = only_of_time(found, settings, session.index, listener)
        whole = len(found.photos)
        found = sampled(found, settings.where.sample, listener)
        plan = session.plan(known.photos, found.photos, listener.say)
        people = read_references(session, plan, known, found.photos, listener)
        only = settings.whom.only
        yield Search(engine, found, session, plan, people, began, whole, known, only)
