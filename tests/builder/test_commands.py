"""What the commands of build.py start, without starting it."""

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
        if "fetch" in calls[-1] and "Facenet512" in calls[-1]:
            raise StepError(4)

    monkeypatch.setattr(environment, "setup", lambda: None)
    monkeypatch.setattr(commands, "run", run)
    monkeypatch.setattr(commands, "run_module", lambda module, *more: run("-m", module, *more))
    return calls


def fetched(calls: Calls) -> list[str]:
    return [name for call in calls if "fetch" in call for name in call[call.index("fetch") + 1 :]]


@pytest.mark.parametrize(
    "arguments",
    [["tests/test_align.py"], ["-k", "align"], ["--fast"], ["--fast", "tests/test_align.py"]],
)
def test_a_part_of_the_tests_is_run_with_what_is_there(
    started: Calls, arguments: list[str]
) -> None:
    assert commands.main(["test", *arguments]) == 0
    assert fetched(started) == []
    (call,) = started
    assert call[:2] == ("-m", "pytest")
    assert set(arguments) <= set(call)
    assert ("-n" in call) == (arguments == ["--fast"])


def test_all_tests_get_the_models_that_they_read(started: Calls) -> None:
    assert commands.main(["test"]) == 0
    assert fetched(started) == [*commands.ESSENTIAL, *commands.TESTED]
    assert started[-1][:3] == ("-m", "pytest", "-n")


def test_a_model_that_cannot_be_had_stops_nothing(started: Calls) -> None:
    assert commands.main(["models", "--from", "somewhere"]) == 0
    names = [name for name in fetched(started) if name not in ("--from", "somewhere")]
    assert names == [*commands.ESSENTIAL, *commands.BETTER]
    assert commands.main(["models", "Facenet512"]) == 4


@pytest.mark.parametrize("arguments", [["setup", "more"], ["verify", "x", "y"], ["bundle", "-k"]])
def test_what_a_command_does_not_know_it_does_not_take(
    started: Calls, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        commands.main(arguments)
    assert refused.value.code == 2
    assert started == []
