"""``build.py check --lint`` checks the page's scripts, too."""

import json
from pathlib import Path

import pytest

from builder import javascript
from builder.environment import NO_SKIPS_VARIABLE, ROOT, StepError


@pytest.fixture(autouse=True)
def without_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A node_modules of the test's own, and no npm on the path."""
    monkeypatch.setattr(javascript, "MODULES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(NO_SKIPS_VARIABLE, raising=False)


def test_without_npm_it_says_so_and_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    javascript.lint()
    assert "JavaScript was not checked: there is no npm. Debian: apt-get" in capsys.readouterr().err


def test_where_nothing_may_be_left_out_a_missing_npm_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(NO_SKIPS_VARIABLE, "1")
    with pytest.raises(StepError):
        javascript.lint()


def test_tools_are_installed_once_for_each_lock_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    called: list[tuple[str, ...]] = []
    monkeypatch.setattr(javascript, "run", lambda *words, program: called.append((program, *words)))
    monkeypatch.setattr(javascript, "LOCK", tmp_path / "lock")
    for text in ("one", "one", "two"):
        javascript.LOCK.write_text(text)
        javascript._install("npm")
    assert called == [("npm", "ci")] * 2


def test_the_tools_are_pinned_and_the_lock_file_names_no_server() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    tools = {path: tool for path, tool in lock["packages"].items() if path}
    assert {name: tools[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [path for path, tool in tools.items() if "integrity" not in tool] == []
    assert [path for path, tool in tools.items() if "resolved" in tool] == []
