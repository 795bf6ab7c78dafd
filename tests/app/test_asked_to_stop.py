"""A terminal that is closed, a shutdown, Ctrl-C: the app says at once that it ends."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from facefinder.app.conversation import Conversation
from facefinder.app.lasting import Lasting
from tests.conftest import FAKE_ENGINE, Run
from tests.support.app_page import App, copies, decide, matches, served, serving
from tests.support.fakes import BLUE, LOADING_SECONDS, RED, paint
from tests.support.needs import SIGNALS, needs
from tests.support.processes import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.slow

ENDED = "facefinder has ended."


def said_by(app: App) -> list[str]:
    """The lines that it says until it has ended."""
    assert app.process.stderr is not None
    return app.process.stderr.read().splitlines()


@needs(SIGNALS)
def test_who_asks_it_to_stop_is_answered(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        app.process.terminate()
        said = said_by(app)
        assert app.process.wait(PATIENCE_SECONDS) == 130
    assert any(line.startswith("Ending …") for line in said), said


@needs(SIGNALS)
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_console_says_that_it_has_ended_whatever_asked_for_it(
    tmp_path: Path, name: str
) -> None:
    with served(tmp_path) as app:
        app.process.send_signal(signal.Signals[name])
        assert said_by(app)[-2:] == [ENDED, "Stopped."]


def test_the_console_says_so_when_the_page_closes_it(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        assert app.post("purge").status == 200
        assert app.post("finish").status == 200
        assert said_by(app)[-1] == ENDED
        assert app.process.wait(PATIENCE_SECONDS) == 0


@contextmanager
def with_worker(album: Path, loading_seconds: float) -> Iterator[App]:
    """The app with a worker that takes a while to load its engine."""
    engine = ("-d", "tests.support.fakes:load_slowly", "-m", "tests.support.fakes:load_embedder")
    where = ("--data-dir", album / "data", "--copy-to", album / "found")
    words = ("-m", "facefinder", "app", *engine, "-p", "1", "--no-browser", *where)
    with serving(*words, variables={LOADING_SECONDS: str(loading_seconds)}) as app:
        yield app


def start_search(app: App, album: Path, phase: str) -> list[psutil.Process]:
    """Search; return the worker, which loads its engine."""
    wish = {"known": str(album / "known"), "inputs": [str(album / "photos")]}
    assert app.post("start", **wish).status == 200
    assert wait_until(lambda: app.state()["phase"] == phase)
    program = psutil.Process(app.process.pid)

    def workers() -> list[psutil.Process]:
        return [one for one in program.children() if "popen_loky" in " ".join(one.cmdline())]

    assert wait_until(workers)
    return workers()


LONGER_THAN_ANYBODY_WAITS = 10 * PATIENCE_SECONDS


@needs(SIGNALS)
def test_nobody_waits_until_a_worker_has_loaded_its_engine(album: Path) -> None:
    with with_worker(album, LONGER_THAN_ANYBODY_WAITS) as app:
        workers = start_search(app, album, "preparing")
        app.process.terminate()
        assert said_by(app)[-2:] == [ENDED, "Stopped."]
        assert app.process.wait(PATIENCE_SECONDS) == 130
        assert not any(one.is_running() for one in workers)


@needs(SIGNALS)
def test_what_is_decided_while_a_worker_loads_its_engine_is_kept(album: Path) -> None:
    with with_worker(album, 0) as app:
        found = matches(app.search(album / "known", album / "photos"), "Anna")
        assert "anna-1.png" in copies(album, "Anna")
    paint(album / "photos" / "new.png", RED, BLUE)
    with with_worker(album, LONGER_THAN_ANYBODY_WAITS) as app:
        workers = start_search(app, album, "reading")
        assert wait_until(lambda: app.state()["found"])
        decide(app, ("Anna", found["anna-1.png"]["face"], False))
        app.process.terminate()
        assert said_by(app)[-2:] == [ENDED, "Stopped."]
        assert not any(one.is_running() for one in workers)
    assert "anna-1.png" not in copies(album, "Anna")


def test_a_search_is_stopped_at_once_while_a_worker_loads_its_engine(album: Path) -> None:
    with with_worker(album, 0) as app:
        app.search(album / "known", album / "photos")
    paint(album / "photos" / "new.png", RED, BLUE)
    with with_worker(album, LONGER_THAN_ANYBODY_WAITS) as app:
        start_search(app, album, "reading")
        assert not app.state()["stopping"]
        assert app.post("stop").status == 200
        assert wait_until(lambda: app.state()["phase"] == "ready")
        assert app.state()["stopped"]
        assert matches(app.state(), "Anna")


@pytest.fixture
def start(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command line of the program in this process, which nobody wants any more."""
    monkeypatch.setattr(Lasting, "is_wanted", lambda _self, busy: busy)
    where = ("--data-dir", str(tmp_path / "data"), "--copy-to", str(tmp_path / "found"))
    return ["app", *FAKE_ENGINE, "--no-browser", *where]


def test_the_console_says_so_when_nobody_is_there_any_more(run: Run, start: list[str]) -> None:
    done = run(*start)
    assert (done.code, done.err.splitlines()[-1]) == (0, ENDED)


@pytest.mark.parametrize("what", ["close", "is_wanted"])
def test_the_console_says_so_when_something_went_wrong(
    run: Run, start: list[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def fails(_: Conversation) -> bool:
        raise KeyError(what)

    monkeypatch.setattr(Conversation, what, fails)
    done = run(*start)
    assert done.code == 1
    assert ENDED in done.err.splitlines()


def test_what_could_not_be_kept_is_counted(
    run: Run, start: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conversation, "not_kept", 2)
    assert run(*start).err.splitlines()[-2:] == ["2 decisions could not be kept.", ENDED]
