"""Files that a virus scanner or the like holds for a moment."""

import shutil
from pathlib import Path

import pytest

from facefinder.decode.file import reading_error
from facefinder.errors import OutputError
from facefinder.host import held
from facefinder.host.files import output_errors
from facefinder.host.unique import new_folder


class HeldError(PermissionError):
    """What Windows says of a file that another program has open."""

    def __init__(self, number: int) -> None:
        super().__init__(13, "The process cannot access the file")
        self.winerror = number


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PAUSES_S", (0.0, 0.0, 0.0))


class Busy:
    """A file that can be touched after so many tries."""

    def __init__(self, tries: int, error: OSError) -> None:
        self.tries, self.error = tries, error

    def touch(self) -> str:
        if self.tries:
            self.tries -= 1
            raise self.error
        return "done"


@pytest.mark.parametrize("number", [held.SHARING_VIOLATION, held.LOCK_VIOLATION])
def test_what_is_held_for_a_moment_is_waited_for(number: int) -> None:
    assert held.patiently(Busy(3, HeldError(number)).touch) == "done"


def test_what_stays_held_is_said() -> None:
    busy = Busy(99, HeldError(held.SHARING_VIOLATION))
    with pytest.raises(HeldError):
        held.patiently(busy.touch)
    assert busy.tries == 95, "one try more than there are pauses"


def test_what_may_not_be_written_is_not_tried_again() -> None:
    busy = Busy(99, HeldError(5))
    with pytest.raises(HeldError):
        held.patiently(busy.touch)
    assert busy.tries == 98


def test_both_sides_say_that_another_program_is_in_the_way() -> None:
    error = HeldError(held.SHARING_VIOLATION)
    assert str(reading_error(error)) == "another program keeps it open"
    with pytest.raises(OutputError, match="Another program holds"), output_errors(Path("x")):
        raise error


def test_a_folder_of_ours_goes_when_the_scanner_lets_go_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, remove = Busy(2, HeldError(held.SHARING_VIOLATION)), shutil.rmtree

    def once_free(path: Path) -> None:
        busy.touch()
        remove(path)

    monkeypatch.setattr(shutil, "rmtree", once_free)
    with new_folder(tmp_path, "begin-"):
        pass
    assert list(tmp_path.iterdir()) == []
