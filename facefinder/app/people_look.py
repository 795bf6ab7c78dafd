"""A look at the people before the search: which face is used from each photo, and what is wrong."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from facefinder.app.ground import Ground
from facefinder.app.references import references_of
from facefinder.app.register import Register, Spot
from facefinder.app.watcher import StopAskedError, Watcher
from facefinder.errors import FacefinderError, fault_of
from facefinder.report.data import reference_face
from facefinder.search.engine import choose
from facefinder.search.gallery import look_at_references
from facefinder.search.known import find_known
from facefinder.search.session import opened
from facefinder.settings import Where


class PeopleLook:
    """Reads the reference photos of a folder in a thread of its own.

    Args:
        ground: What any run stands on.
        known: The folder.
        before: Called first in the thread: ends what still has the index.

    Attributes:
        register: The faces that may be shown.
        people: As `references.references_of` tells it; None = not known yet.
        problem: Why it failed; "" = it did not.
        bug: What nobody expected.
    """

    def __init__(self, ground: Ground, known: Path, before: Callable[[], None]) -> None:
        self.known = known
        self._before = before
        self._ground = ground
        self._watcher = Watcher(lambda: None)
        self._thread = threading.Thread(target=self._run, name="people")
        self.register = Register()
        self.people: list[dict[str, Any]] | None = None
        self.problem = ""
        self.bug: BaseException | None = None

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether it is not done yet."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End it, and wait until nothing of it is open any more."""
        self._watcher.stop()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._look()
        except StopAskedError:
            pass
        except Exception as error:
            fault = error if isinstance(error, FacefinderError) else fault_of(error)
            if fault is None:
                self.bug = error
            self.problem = str(fault or error)

    def _look(self) -> None:
        self._before()
        settings = self._ground.settings(self.known, (self.known,), Where())
        known = find_known(settings.whom, self._watcher)
        engine = choose(settings.engine)
        with opened(settings, engine) as session:
            plan = session.plan(known.photos, [], self._watcher.say)
            people = look_at_references(session, plan, known, self._watcher)
        for reference in people.gallery.references:
            face = reference.face
            spot = Spot(reference.photo, face.box, face.landmarks)
            self.register.add_face(reference_face(reference), spot)
        self.people = references_of(people)
