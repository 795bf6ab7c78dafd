"""Debian's packages: what is tried, and what is said where they cannot be had."""

import pytest

from builder import debian
from builder.environment import StepError

FAILS: set[str] = set()
"""Commands of apt-get that end badly in the test that runs."""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that apt-get got, none of which was run."""
    commands: list[str] = []

    def apt_get(seconds: float, *arguments: str, program: str, **_: str) -> None:
        assert seconds > 0
        assert program == "apt-get"
        command = next(word for word in arguments if not word.startswith("-"))
        commands.append(command)
        if command in FAILS:
            raise StepError(100)

    monkeypatch.setattr(debian, "run_at_most", apt_get)
    FAILS.clear()
    return commands


def test_one_mirror_that_is_gone_keeps_nobody_from_installing(called: list[str]) -> None:
    FAILS.add("update")
    debian.install("wine64")
    assert called == ["update", "install"]


def test_where_they_cannot_be_had_one_sentence_names_them(
    called: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    FAILS.add("install")
    with pytest.raises(StepError) as ended:
        debian.install("wine64", "gcc-mingw-w64-x86-64")
    assert ended.value.code == 100
    (line,) = capfd.readouterr().err.splitlines()
    assert "wine64, gcc-mingw-w64-x86-64 cannot be had here" in line
    assert called == ["update", "install"]
