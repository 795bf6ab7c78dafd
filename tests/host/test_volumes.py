"""What drives are called."""

from pathlib import Path

from facefinder.host import volumes
from facefinder.host.volumes import name_of_drive
from tests.support.needs import LINUX, needs


def test_a_drive_is_called_by_its_label_and_letter() -> None:
    assert volumes._labelled("E:\\", "HOLIDAY") == "HOLIDAY (E:)"
    assert volumes._labelled("E:\\", "") == "E:"


@needs(LINUX)
def test_a_drive_is_called_as_the_folder_that_it_hangs_in() -> None:
    assert name_of_drive("/media/anna/HOLIDAY") == "HOLIDAY"
    assert name_of_drive("/") == "/"


def test_every_drive_has_a_name() -> None:
    assert name_of_drive(Path.cwd().anchor)
