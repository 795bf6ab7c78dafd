"""A look at the people before the search: which face is used from each photo, and what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from facefinder.app.ground import Ground
from facefinder.app.look import Look
from facefinder.app.references import references_of
from facefinder.app.register import Spot
from facefinder.records.names import one_spelling, reading_key
from facefinder.report.data import reference_face
from facefinder.search.engine import choose
from facefinder.search.gallery import People, look_at_references
from facefinder.search.known import find_known
from facefinder.search.session import opened
from facefinder.settings import Whom


class PeopleLook(Look):
    """Reads the reference photos of folders, and who was learned.

    Args:
        ground: What any run stands on.
        whom: The folders; perhaps none.
        learned: Told how many learned faces there are of each person, by the look's thread.
        before: As of `Look`.
    """

    def __init__(
        self,
        ground: Ground,
        whom: Whom,
        learned: Callable[[dict[str, int]], None],
        before: Callable[[], None],
    ) -> None:
        super().__init__(before)
        self._ground = ground
        self._learned = learned
        self.whom = whom
        self._seen: tuple[People, ...] | None = None

    @property
    def people(self) -> list[dict[str, Any]] | None:
        """Who was seen, told in the language that is spoken now; None = not known yet."""
        if self._seen is None:
            return None
        return [one for people in self._seen for one in references_of(people)]

    def work(self) -> None:
        """Read the photos of references; where nobody can be known, nothing is begun."""
        if not self.whom.folders and not self._ground.index().exists():
            self._seen = ()
            return
        somewhere = self.whom.folders or (Path.cwd(),)
        settings = self._ground.settings(replace(self.whom, needs_people=False), somewhere)
        known = find_known(settings.whom, self.watcher)
        engine = choose(settings.engine)
        with opened(settings, engine) as session:
            self._learned(counted_faces(one.person for one in session.index.learned()))
            plan = session.plan(known.photos, [], self.watcher.say)
            people = look_at_references(session, plan, known, self.watcher)
        for reference in people.gallery.references:
            face = reference.face
            spot = Spot(reference.photo, face.box, face.landmarks)
            self.register.add_face(reference_face(reference), spot)
        self._seen = (people,)


def counted_faces(people: Iterable[str]) -> dict[str, int]:
    """How many faces each person has; of several spellings of a name the most frequent is shown.

    Args:
        people: Whose each face is.
    """
    counts = Counter(people)
    shown = one_spelling(counts)
    faces = Counter(shown[name] for name in counts.elements())
    return {name: faces[name] for name in sorted(faces, key=reading_key)}
