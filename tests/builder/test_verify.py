"""`build.py verify` fails on a program that does something else, and notes only a whole success.

In place of a bundle stands a folder with a script.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.bundle import contents, verify
from builder.environment import ROOT, StepError
from tests.bundle.compare import same_results, without_places
from tests.support.needs import LINUX, MODES, SHELL, needs

FOUND = {
    "matches": [{"person": "Anna", "path": "/Fotos/1.jpg", "verdict": "sure"}],
    "summary": {"photos": 1, "seconds": 1.5, "scanned": 1, "from_index": 0},
}


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        ("", "", True),
        ("1.5", "7.25", True),
        ('"from_index": 0', '"from_index": 1', True),
        ("/Fotos", "/elsewhere", False),
        ("sure", "check", False),
        ("1.jpg", "2.jpg", False),
        ('"photos": 1', '"photos": 2', False),
        ('"matches"', '"nothing"', False),
    ],
)
def test_results_are_the_same_but_for_time_and_index(old: str, new: str, equal: bool) -> None:
    wanted = without_places(FOUND, "/Fotos")
    found = without_places(json.loads(json.dumps(FOUND).replace(old, new, 1)), "/Fotos")
    if equal:
        same_results(found, wanted)
    else:
        with pytest.raises((AssertionError, KeyError)):
            same_results(found, wanted)


CASE = '<testcase name="test_x">{}</testcase>'
SKIP = CASE.format('<skipped message="{}" />')
JAIL_MISSING = f"{LINUX.missing}: {LINUX.advice}"


@pytest.mark.parametrize(
    ("cases", "reasons"),
    [
        ([CASE.format("")] * 3, []),
        ([], ["no test was run"]),
        ([CASE.format(""), SKIP.format("no jail"), SKIP.format("no jail")], ["no jail"]),
        ([SKIP.format("b"), SKIP.format("a")], ["a", "b"]),
    ],
)
def test_what_was_skipped_is_not_proved(cases: list[str], reasons: list[str]) -> None:
    report = f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
    assert verify.unproved(report, "linux") == reasons


@pytest.mark.parametrize(
    ("system", "reasons"),
    [("linux", [f"{LINUX.missing}: {LINUX.advice}"]), ("win32", []), ("darwin", [])],
)
def test_only_elsewhere_may_the_jail_be_missing(system: str, reasons: list[str]) -> None:
    cases = CASE.format("") + SKIP.format(JAIL_MISSING)
    assert verify.unproved(f"<testsuite>{cases}</testsuite>", system) == reasons


@pytest.mark.parametrize(("system", "left"), [("linux", 1), ("win32", 0)])
def test_a_module_that_was_skipped_as_a_whole_tells_why_elsewhere(system: str, left: int) -> None:
    """pytest's message is then that it was skipped, and the reason stands in the text."""
    told = f"(&apos;test_x.py&apos;, 14, &apos;Skipped: {LINUX.missing}: {LINUX.advice}&apos;)"
    module = f'<testcase><skipped message="collection skipped">{told}</skipped></testcase>'
    reasons = verify.unproved(f"<testsuite>{CASE.format('')}{module}</testsuite>", system)
    assert reasons == [f"{LINUX.missing}: {LINUX.advice}"][:left]


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a bundle and counts as the one that is to be archived."""
    folder = tmp_path / "facefinder"
    for part in ("_internal", "models_cache"):
        (folder / part).mkdir(parents=True)
    (folder / "models_cache" / "manifest.json").write_text("[]")
    contents.write_list(folder)
    monkeypatch.setattr(contents, "DIST", tmp_path)
    monkeypatch.setattr(contents, "BUNDLE", folder)
    return folder


@pytest.mark.parametrize(
    ("words", "skipped", "noted"),
    [(None, [], True), ("apply", [], False), (None, ["no jail"], False)],
)
def test_only_a_whole_success_is_noted(
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str | None,
    skipped: list[str],
    noted: bool,
) -> None:
    monkeypatch.setattr(verify, "_run_tests", lambda *_, **__: skipped)
    verify.prove(None, words, unprivileged=False)
    assert contents.note(bundle).exists() is noted


def test_another_folder_gets_no_note(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = bundle.parent / "other"
    bundle.rename(other)
    monkeypatch.setattr(verify, "_run_tests", lambda *_, **__: [])
    verify.prove(str(other), None, unprivileged=False)
    assert not contents.note(other).exists()


def test_there_must_be_a_bundle(tmp_path: Path) -> None:
    with pytest.raises(StepError) as refused:
        verify.prove(str(tmp_path), None, unprivileged=False)
    assert refused.value.code == 2


@pytest.mark.slow
@needs(SHELL)
@pytest.mark.parametrize(("code", "passes"), [(70, True), (0, False)])
def test_pytest_runs_on_the_folder_that_is_named(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, code: int, passes: bool
) -> None:
    program = bundle / "facefinder"
    program.write_text(f"#!/bin/sh\necho refused >&2\nexit {code}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.delenv("CI", raising=False)
    if passes:
        verify.prove(str(bundle), "helper_line and joblib", unprivileged=False)
    else:
        with pytest.raises(StepError) as failed:
            verify.prove(str(bundle), "helper_line and joblib", unprivileged=False)
        assert failed.value.code == 1
    assert not contents.note(bundle).exists()


@pytest.mark.slow
@needs(MODES)
def test_a_bundle_that_is_not_whole_fails(bundle: Path) -> None:
    (bundle / "_internal" / "more.txt").touch()
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", "verify", bundle, "-k", "test_the_files_are"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CI": "true"},
    )
    assert done.returncode == 1
    assert "more.txt" in done.stdout
