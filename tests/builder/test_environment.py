"""Two `build.py` at once: one makes .venv, the other waits for it, and not for ever."""

import threading
from pathlib import Path

import pytest

from builder import environment
from builder.environment import StepError


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `build.py` says about an environment of the test's own."""
    lines: list[str] = []
    monkeypatch.delenv(environment.PYTHON_VARIABLE, raising=False)
    monkeypatch.setattr(environment, "say", lines.append)
    monkeypatch.setattr(environment, "BUSY", tmp_path / "busy")
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "run", lambda *_, **__: None)
    monkeypatch.setattr(environment, "_starts", lambda: True)
    return lines


def test_the_second_waits_for_the_first_and_finds_all_done(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    waiting = threading.Event()

    def tell(line: str) -> None:
        said.append(line)
        if "waiting" in line:
            waiting.set()

    def install() -> None:
        made.append(1)
        assert waiting.wait(60), "the other one does not wait"

    monkeypatch.setattr(environment, "say", tell)
    monkeypatch.setattr(environment, "_install_lock", install)
    both = [threading.Thread(target=environment.setup) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert made == [1]
    assert [line for line in said if "waiting" in line] == [
        "another build.py is making .venv: waiting until it is done"
    ]


def test_it_does_not_wait_for_ever(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PATIENCE_S", 0)
    with environment._nobody_else(), pytest.raises(StepError) as ended:
        environment.setup()
    assert ended.value.code == 1
    assert "see what keeps it" in said[-1]


def test_one_that_failed_leaves_the_way_free(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StepError(3)

    monkeypatch.setattr(environment, "_install_lock", fail)
    for _ in range(2):
        with pytest.raises(StepError):
            environment.setup()
    assert said == []


@pytest.mark.slow
def test_a_program_that_takes_too_long_is_ended(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StepError) as ended:
        environment.run_at_most(0.2, "-c", "import time; time.sleep(3600)")
    assert ended.value.code == environment.TOO_LONG
    assert "was ended: it took more than" in capfd.readouterr().err
