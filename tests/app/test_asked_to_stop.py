"""A terminal that is closed, a shutdown, Ctrl-C: the app says at once that it ends."""

from pathlib import Path

import pytest

from tests.support.app_page import served
from tests.support.needs import SIGNALS, needs
from tests.support.processes import PATIENCE_SECONDS

pytestmark = [pytest.mark.slow, needs(SIGNALS)]


def test_who_asks_it_to_stop_is_answered(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        app.process.terminate()
        said, err = [], app.process.stderr
        assert err is not None
        while line := err.readline():
            said.append(line)
        assert app.process.wait(PATIENCE_SECONDS) == 130
    assert any(line.startswith("Ending …") for line in said), said
