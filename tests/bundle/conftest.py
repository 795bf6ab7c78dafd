"""The bundle in its jail, and what the source finds in the same photos."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from builder.environment import BUNDLE_VARIABLE, UNPRIVILEGED_VARIABLE
from tests.bundle.album import Album
from tests.support.needs import Need, require

UNPRIVILEGED = bool(os.environ.get(UNPRIVILEGED_VARIABLE))
"""Make the jail as any user can, even as root."""

Tell: TypeAlias = Callable[[object], None]
_told: list[str] = []


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Notes a figure of this test, which is printed at the end of the run."""
    return lambda figure: _told.append(f"{request.node.name}: {figure}")


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest names no type
    """Print the figures, which decide nothing."""
    if _told:
        terminalreporter.section("figures")
        for line in _told:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of the frozen program."""
    return Path(os.environ[BUNDLE_VARIABLE])


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all tests of the bundle share."""
    return tmp_path_factory.mktemp("bundle")


@pytest.fixture(scope="session")
def album(place: Path) -> Album:
    """Photos, and what the source finds in them."""
    return Album(place / "album")


if sys.platform == "linux":
    from tests.bundle.frozen import Frozen
    from tests.bundle.jail import Jail

    @pytest.fixture(scope="session")
    def shared_frozen(bundle: Path, place: Path, album: Album) -> Iterator[Frozen]:
        """The bundle in a jail, where that is possible; all tests together leave no trace."""
        missing = "no jail, so nothing shows that it needs nothing else of this computer"
        advice = "run as root, or in a container with --privileged: it takes namespaces and chroot"
        require(Need(missing, advice, lambda: Jail.possible(unprivileged=UNPRIVILEGED)))
        jail = Jail(place, album.folder, unprivileged=UNPRIVILEGED)
        before = jail.listing()
        yield Frozen(bundle, jail)
        jail.no_trace(before)

    @pytest.fixture
    def frozen(shared_frozen: Frozen) -> Iterator[Frozen]:
        """The program; one test may leave nothing outside of the folder for its output."""
        before = shared_frozen.jail.listing()
        yield shared_frozen
        shared_frozen.jail.no_trace(before)
