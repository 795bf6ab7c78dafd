"""A home of its own for each test: none writes into that of whoever runs it.

`tests/conftest.py` makes this module a plugin.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from facefinder.host import places
from facefinder.language.say import speak

NAMED = (
    *("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
    # Windows itself says where these are, whatever the variables say; platformdirs asks it.
    *("WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"),
)
"""Variables that name a folder of the user."""
FORGOTTEN = ("FACEFINDER_DATA_DIR", "XDG_")
"""How variables begin that name places elsewhere: without them, all is below the home."""

REAL = (places.data_dir(), *(Path.home() / name for name in (".keras", ".deepface", ".facefinder")))
"""What we, or libraries that we use, might make in the home of whoever runs the tests."""


def settle(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Make a folder the home of this process and of those that it starts."""
    for name in NAMED:
        patch.setenv(name, str(home))
    for name in [name for name in os.environ if name.startswith(FORGOTTEN)]:
        patch.delenv(name)
    patch.setenv("LANGUAGE", "en")  # what tests read on screens and pages


def listing(folders: tuple[Path, ...]) -> set[Path]:
    """All that is in some folders, and they themselves; those that are not there are empty."""
    return {path for folder in folders for path in (folder, *folder.rglob("*")) if path.exists()}


@pytest.fixture(scope="session", autouse=True)
def _home_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home for what is made once for several tests; at the end, nothing new is in the real one.

    Keras reads its variable when it is imported, which happens once.
    """
    before = listing(REAL)
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, tmp_path_factory.mktemp("home"))
        patch.setenv("KERAS_HOME", os.devnull)
        yield
    new = sorted(map(str, listing(REAL) - before))
    assert new == [], "a test wrote into the real home, or a program did while the tests ran"


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home that no other test has seen, where English is spoken."""
    settle(monkeypatch, tmp_path_factory.mktemp("home"))
    speak("en")
