"""What the commands of build.py start, without starting it."""

from pathlib import Path

import pytest

from builder import commands, environment
from builder.environment import StepError

Calls = list[tuple[str, ...]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The programs that a command would run in .venv."""
    calls: Calls = []

    def run(*arguments: object, **_: str) -> None:
        calls.append(tuple(map(str, arguments)))
        if "Facenet512" in calls[-1]:
            raise StepError(4)

    monkeypatch.setattr(environment, "setup", lambda: None)
    monkeypatch.setattr(commands, "run", run)
    monkeypatch.setattr(commands, "run_module", lambda module, *more: run("-m", module, *more))
    return calls


MODELS = ("-m", "builder.models")


@pytest.mark.parametrize(
    "arguments",
    [["tests/test_align.py"], ["-k", "align"], ["--fast"], ["--fast", "tests/test_align.py"]],
)
def test_a_part_of_the_tests_is_run_with_what_is_there(
    started: Calls, arguments: list[str]
) -> None:
    assert commands.main(["test", *arguments]) == 0
    (call,) = started
    assert call[:2] == ("-m", "pytest")
    assert set(arguments) <= set(call)
    assert ("-n" in call) == (arguments == ["--fast"])


def test_all_tests_get_the_models_that_they_read(started: Calls) -> None:
    assert commands.main(["test"]) == 0
    assert started[0] == MODELS
    assert started[-1][:3] == ("-m", "pytest", "-n")


@pytest.mark.parametrize("command", ["setup", "demo", "bundle", "bench", "models"])
def test_the_best_models_are_got_without_being_asked(started: Calls, command: str) -> None:
    assert commands.main([command]) == 0
    # Where nothing can be had, there is a .venv all the same.
    assert started[0] == (MODELS if command != "setup" else (*MODELS, "--without"))


def test_models_come_from_a_folder_or_by_name(started: Calls) -> None:
    assert commands.main(["models", "--from", "somewhere"]) == 0
    assert started == [(*MODELS, "--from", "somewhere")]
    assert commands.main(["models", "Facenet512"]) == 4
    assert started[-1] == ("-m", "facefinder", "models", "fetch", "Facenet512")


def test_accuracy_is_measured_on_folders_with_the_options_that_follow(
    started: Calls, tmp_path: Path
) -> None:
    assert commands.main(["bench", "--accuracy", str(tmp_path), "-d", "mtcnn"]) == 0
    module, folder, *more = started[-1][1:]
    assert (module, folder) == ("builder.measure.accuracy", str(tmp_path))
    assert more == ["--models-dir", str(environment.MODELS), "-d", "mtcnn"]


@pytest.mark.parametrize(
    "arguments",
    [["setup", "more"], ["verify", "x", "y"], ["bundle", "-k"], ["bench", "-d", "mtcnn"]],
)
def test_what_a_command_does_not_know_it_does_not_take(
    started: Calls, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        commands.main(arguments)
    assert refused.value.code == 2
    assert started == []
