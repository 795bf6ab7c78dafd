"""The files of the bundle, without running it."""

from pathlib import Path

import pytest

from tests.bundle import files
from tests.bundle.conftest import Tell
from tests.support.needs import FROZEN, LINUX, needs

pytestmark = [pytest.mark.bundle, needs(FROZEN)]


@pytest.mark.parametrize("claim", files.ANYWHERE)
def test_the_files_are(bundle: Path, tell: Tell, claim: str) -> None:
    tell(files.ANYWHERE[claim](bundle))


@needs(LINUX)
@pytest.mark.parametrize("claim", files.ON_LINUX)
def test_on_linux_the_files_are(bundle: Path, tell: Tell, claim: str) -> None:
    tell(files.ON_LINUX[claim](bundle))
