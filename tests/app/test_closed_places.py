"""Places that are closed to the user, or become so in the middle: said, and nothing is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from facefinder.app.look import Look
from facefinder.app.review import Done, Review
from facefinder.app.run import Phase, Run
from facefinder.app.tally import Tally
from facefinder.records.people import Decision
from facefinder.settings import Outputs
from tests.app.conftest import ALIKE
from tests.support.fakes import BLUE, RED, paint
from tests.support.in_this_process import settings_of
from tests.support.locked_index import let_index_be
from tests.support.needs import MODES, needs
from tests.support.powerless import open_folder, powerless
from tests.support.processes import wait_until

pytestmark = needs(MODES)


@pytest.fixture
def street() -> Iterator[Path]:
    """Anna and Ben, as in ``album``, in a folder that other users reach."""
    with open_folder() as folder:
        paint(folder / "known" / "Anna" / "1.png", RED)
        paint(folder / "known" / "Ben" / "1.png", BLUE)
        for number in range(5):
            paint(folder / "photos" / f"anna-{number}.png", RED, (90, 120 + 20 * number, 90))
        paint(folder / "photos" / "perhaps.png", ALIKE)
        yield folder


def begun(street: Path) -> Run:
    """A run that has come to its end, and waits for what the page asks for."""
    settings = settings_of(street / "known", street / "photos", street / "index.sqlite")
    run = Run(replace(settings, outputs=Outputs(copy_to=street / "found")), lambda: None)
    run.begin()
    assert wait_until(lambda: run.phase in (Phase.READY, Phase.FAILED))
    assert run.bug is None
    return run


@pytest.fixture
def run(street: Path) -> Iterator[Run]:
    """A search of a user whom rights bind from its end on."""
    run = begun(street)  # all modules are loaded by it: Python may be the superuser's alone
    with powerless(street):
        yield run
        for folder in (street / "found", street / "found" / "Anna"):
            folder.chmod(0o755)
        run.close()
        assert run.bug is None


def done(run: Run, action: Callable[[Review], Done]) -> None:
    """Let an action take effect."""
    before = run.actions
    run.soon(action)
    assert wait_until(lambda: run.actions > before or run.bug)
    assert run.bug is None


def word(run: Run, name: str, person: str, *, yes: bool) -> Callable[[Review], Done]:
    """What to do where somebody says of a photo whether it shows a person."""
    assert run.review is not None
    match = next(
        one for one in run.review.matched.matches if (one.photo.name, one.person) == (name, person)
    )
    return lambda review: review.decide([Decision(person, match.face_id, yes=yes)])


def copies(street: Path) -> set[str]:
    return {path.name for path in (street / "found").glob("*/*")}


ANNA = {f"anna-{number}.png" for number in range(5)}


@pytest.mark.parametrize("closed", ["found", "found/Anna"])
@pytest.mark.parametrize("mode", [0o000, 0o555])
def test_what_is_decided_while_the_folder_of_copies_is_closed_takes_effect_later(
    run: Run, street: Path, closed: str, mode: int
) -> None:
    assert copies(street) == ANNA
    (street / closed).chmod(mode)
    (street / "found" / "manifest.csv").chmod(0o444) if mode else None
    done(run, word(run, "anna-1.png", "Anna", yes=False))
    assert str(street / "found") in run.unsettled
    done(run, word(run, "perhaps.png", "Ben", yes=True))
    (street / closed).chmod(0o755)
    (street / "found" / "manifest.csv").chmod(0o644)
    run.try_again()
    assert wait_until(lambda: not run.unsettled or run.bug)
    assert run.bug is None
    assert copies(street) == ANNA - {"anna-1.png"} | {"perhaps.png"}


def test_names_that_could_not_be_written_are_written_later(run: Run, street: Path) -> None:
    (street / "found" / "Anna").chmod(0o555)
    done(run, lambda review: review.name_copies(on=True))
    assert "not named" in run.unsettled
    (street / "found" / "Anna").chmod(0o755)
    run.try_again()
    assert wait_until(lambda: not run.unsettled or run.bug)
    assert run.bug is None
    assert len(copies(street)) == 2 * len(ANNA)


def test_a_search_begins_where_somebody_closed_a_folder_of_copies_and_says_so(
    run: Run, street: Path
) -> None:
    run.close()
    (street / "found" / "Anna").chmod(0)
    again = begun(street)
    assert again.phase is Phase.FAILED
    assert str(street / "found") in again.problem
    again.close()
    (street / "found" / "Anna").chmod(0o755)
    again = begun(street)
    again.close()
    assert copies(street) == ANNA  # none of them counts as deleted


def test_a_decision_that_cannot_be_kept_is_kept_later(run: Run, street: Path) -> None:
    let_index_be(run, read_only=True)
    done(run, word(run, "anna-1.png", "Anna", yes=False))
    assert "cannot be written" in run.unsettled
    assert run.review is not None
    assert run.review.can_undo  # it waits to be kept, and need not be
    done(run, word(run, "anna-2.png", "Anna", yes=False))
    assert copies(street) == ANNA
    let_index_be(run, read_only=False)
    run.try_again()
    assert wait_until(lambda: not run.unsettled or run.bug)
    assert run.bug is None
    assert copies(street) == ANNA - {"anna-1.png", "anna-2.png"}
    done(run, Review.undo)
    assert copies(street) == ANNA - {"anna-1.png"}


def test_what_lies_in_a_closed_folder_counts_as_empty_and_is_counted(street: Path) -> None:
    (street / "photos" / "below").mkdir()
    with powerless(street):
        (street / "photos").chmod(0)
        counting, place = Tally(), street / "photos" / "below"
        assert wait_until(lambda: counting.want([place])[str(place)]["done"])
        (street / "photos").chmod(0o755)


def test_a_task_that_may_not_look_somewhere_says_where(street: Path) -> None:
    class Looking(Look):
        def work(self) -> None:
            list((street / "photos").iterdir())

    with powerless(street):
        (street / "photos").chmod(0)
        look = Looking(lambda: None)
        look.begin()
        assert wait_until(lambda: not look.is_busy)
        (street / "photos").chmod(0o755)
    assert look.bug is None
    assert str(street / "photos") in look.problem
    assert "no permission" in look.problem
