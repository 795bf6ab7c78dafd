"""A look at the people before the search: which face is used from each photo, and what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from facefinder.app.ground import Ground
from facefinder.app.look import Look
from facefinder.app.references import files_of, references_of
from facefinder.records.names import one_spelling, reading_key
from facefinder.records.people import Reference
from facefinder.search.engine import choose
from facefinder.search.gallery import People, look_at_references
from facefinder.search.known import find_known
from facefinder.search.session import opened
from facefinder.settings import Whom

Told: TypeAlias = list[dict[str, Any]]
"""What the page is told of several people, or of several photos."""


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
        self._tell: Callable[[], Told] | None = None
        self._references: Mapping[str, Sequence[Reference]] = {}

    @property
    def people(self) -> Told | None:
        """Who was seen, told in the language that is spoken now; None = not known yet."""
        return None if self._tell is None else self._tell()

    def references_of(self, person: str) -> Sequence[Reference]:
        """The faces that somebody in the folders would be looked for by; perhaps none."""
        return self._references.get(person, ())

    def work(self) -> None:
        """Read the photos of references; where nobody can be known, nothing is begun."""
        if not self.whom.folders and not self._ground.index.exists():
            self._tell = list
            return
        somewhere = self.whom.folders or (Path.cwd(),)
        settings = self._ground.settings(replace(self.whom, needs_people=False), somewhere)
        known = find_known(settings.whom, self.watcher)
        engine = choose(settings.engine)
        with opened(settings, engine) as session:
            self._learned(counted_faces(one.person for one in session.index.learned()))
            plan = session.plan(known.photos, [], self.watcher.say)
            people = look_at_references(session, plan, known, self.watcher)
            files = {
                name: files_of(session.outcomes(found.photos), known.left_out, self.register)
                for name, found in known.people.items()
            }
        self._references = people.gallery.by_person()
        self._tell = partial(_told, people, files)


def _told(people: People, files: Mapping[str, Told]) -> Told:
    return [
        told | {"files": files[of.name]}
        for told, of in zip(references_of(people), people.references, strict=True)
    ]


def counted_faces(people: Iterable[str]) -> dict[str, int]:
    """How many faces each person has; of several spellings of a name the most frequent is shown.

    Args:
        people: Whose each face is.
    """
    counts = Counter(people)
    shown = one_spelling(counts)
    faces = Counter(shown[name] for name in counts.elements())
    return {name: faces[name] for name in sorted(faces, key=reading_key)}
