"""What the page is told of what was found: of thousands of matches only those that changed."""

import threading
from itertools import chain, repeat
from typing import Any, TypeAlias

from facefinder.app.journal import Journal
from facefinder.app.references import reference_of, unused_of
from facefinder.app.register import Register
from facefinder.app.review import Review
from facefinder.deliver.originals import unlikeliness
from facefinder.host.text import printable
from facefinder.language.retold import retold_on_page
from facefinder.records.people import Match
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.report.data import match_data, name_data, noted, reference_face
from facefinder.search.engine import ChosenEngine
from facefinder.search.gallery import People
from facefinder.search.matching import Matched

Key: TypeAlias = tuple[str, str, int]
"""Person, face, and number of the photo: what the page knows a match by."""
Told: TypeAlias = tuple[Match, str, bool]
"""A match, the face that came first of the same picture, which an edited photo may change, and
whether the user said that it is not the person."""


class Found:
    """The matches of a run, as its page knows them.

    Args:
        review: What was judged last.
        people: Who is looked for.
        engine: Judges.
        register: Has the numbers of the photos.
    """

    def __init__(
        self, review: Review, people: People, engine: ChosenEngine, register: Register
    ) -> None:
        self._review = review
        self._people = people
        self._engine = engine
        self._register = register
        self._lock = threading.Lock()
        self._matched: Matched | None = None
        self._journal: Journal[Key, Told] = Journal()

    def since(self, seen: int) -> tuple[dict[str, Any] | None, int]:
        """What is new to a page that knows of that revision, None = nothing; and the revision now.

        Of each person `matches` are new or changed, `gone` the face and photo of those that are not
        there any more; `whole`: whatever else the page knows is of another search.
        """
        with self._lock:
            matched = self._review.matched
            if matched is not self._matched:
                self._journal.update(self._by_key(matched))
                self._matched = matched
            revision = self._journal.revision
            if seen == revision:
                return None, revision
            return self._told(seen, matched), revision

    def _by_key(self, matched: Matched) -> dict[Key, Told]:
        register, versions = self._register, self._review.versions
        both = chain(zip(matched.rejected, repeat(True)), zip(matched.matches, repeat(False)))
        return {
            (match.person, match.face_id, register.number(match.photo)): (
                match,
                versions.get(match.face_id, match.face_id),
                rejected,
            )
            for match, rejected in both
            if register.face(match.face_id) is not None
        }

    def _told(self, seen: int, matched: Matched) -> dict[str, Any]:
        whole = not self._journal.knows(seen)
        changes = self._journal.since(seen)
        people = {name: self._person(name, whole=whole) for name in self._people.gallery.people}
        photos: dict[int, dict[str, Any]] = {}
        for (name, face, number), told in changes.items():
            if told is None:
                people[name]["gone"].append([face, number])
                continue
            match, _version, rejected = told
            facts = matched.facts[match.photo]
            photos[number] = self._photo(match.photo, facts, number)
            known = self._match(match, facts, number) | {"rejected": rejected}
            people[name]["matches"].append(known)
        news = {"whole": whole, "people": list(people.values()), "photos": photos}
        return news | (
            {"warnings": list(map(retold_on_page, self._people.warnings))} if whole else {}
        )

    def _person(self, name: str, *, whole: bool) -> dict[str, Any]:
        person: dict[str, Any] = {"name": name, "matches": [], "gone": []}
        if not whole:
            return person
        own = self._people.gallery.by_person()[name]
        of = next((one for one in self._people.references if one.name == name), None)
        limits = self._engine.judge.limits(len(own))
        return person | {
            "photos": of.references if of else 0,
            "references": [reference_of(one, of) for one in own],
            "unused": unused_of(of, own),
            "limits": {"sure": limits.sure, "check": limits.check},
        }

    def _match(self, match: Match, facts: PhotoFacts, number: int) -> dict[str, Any]:
        reference = self._people.gallery.references[match.nearest]
        return match_data(match, facts, self._review.versions) | {
            "photo": number,
            "reference": reference_face(reference),
        }

    def _photo(self, photo: Photo, facts: PhotoFacts, number: int) -> dict[str, Any]:
        shown = self._register.photo(number)
        return {
            "path": printable(str(photo)),
            "date": shown.date if shown else "",
            "faces": facts.faces,
            "unlikeliness": unlikeliness(photo),
            **noted(shown.noted if shown else ()),
        } | name_data(photo)
