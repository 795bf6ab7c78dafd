"""Helper command lines: recorded from joblib 1.6.0 (loky 3.6.0) on Linux, read for Windows."""

import os
import runpy
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker as python_tracker
from multiprocessing import util
from pathlib import Path
from typing import Any

import pytest
from joblib.externals.loky import backend

from facefinder.errors import ExitCode
from facefinder.host import frozen
from facefinder.host.frozen import Helper, divert_helper, recognise
from facefinder.pool import local
from tests.conftest import Run
from tests.support.needs import FORKS, needs

WORKER = "joblib.externals.loky.backend.popen_loky_posix"
LOKY = "joblib.externals.loky.backend.resource_tracker"

RECORDED = {
    "worker": (
        ["-m", WORKER, "--process-name", "LokyProcess-1", "--pipe", "14"],
        Helper("posix worker", WORKER, (14,)),
    ),
    "loky tracker": (
        ["-B", "-S", "-I", "-c", f"from {LOKY} import main; main(3, False)"],
        Helper("tracker", LOKY, (3, 0)),
    ),
    "python tracker": (
        ["-B", "-S", "-I", "-c", "from multiprocessing.resource_tracker import main;main(11)"],
        Helper("tracker", "multiprocessing.resource_tracker", (11,)),
    ),
    "windows worker": (
        ["--multiprocessing-fork", "736"],
        Helper("windows worker", "joblib.externals.loky.backend.popen_loky_win32", (736,)),
    ),
    "windows tracker": (
        ["-B", "-S", "-I", "-c", f"from {LOKY} import main; main(1234, False)"],
        Helper("tracker", LOKY, (1234, 0)),
    ),
    "windows spawn": (
        ["--multiprocessing-fork", "parent_pid=5", "pipe_handle=7"],
        Helper("spawn", "multiprocessing.spawn"),
    ),
    "posix spawn": (
        ["--multiprocessing-fork", "tracker_fd=5", "pipe_handle=7"],
        Helper("spawn", "multiprocessing.spawn"),
    ),
}

UNKNOWN = [
    ["-c", "print('hello')"],
    ["-c", "from os import main; main(3)"],
    ["-c", f"from {LOKY} import main; main(3, False); print()"],
    ["-c"],
    ["-B", "-X", "utf8", "-Wdefault", "-c", "anything"],
    ["-m", WORKER],
    ["-m", WORKER, "--process-name", "LokyProcess-1", "--pipe", "x"],
    ["-m", "joblib"],
    ["-m", "multiprocessing.forkserver"],
    ["--multiprocessing-fork"],
    ["--multiprocessing-fork", "parent_pid=5", "pipe_handle"],
]

USERS = [
    [],
    ["--help"],
    ["-m", "Facenet512", "-k", "known", "-i", "photos"],
    ["-d", "mtcnn", "-m", "Facenet512"],
    ["-q", "-k", "known"],
    ["find", "-k", "-c", "-m", WORKER],
    ["-k", "joblib", "-i", "--multiprocessing-fork"],
]


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python believe that it is frozen; the bundle's own tests run the real one."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delenv(frozen.PARENT_VARIABLE, raising=False)


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_lines_are_recognised(name: str) -> None:
    line, helper = RECORDED[name]
    assert recognise(line) == helper


@pytest.mark.parametrize("line", UNKNOWN, ids=" ".join)
@pytest.mark.usefixtures("bundle")
def test_an_unknown_helper_line_is_refused(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        divert_helper(["facefinder", *line])
    assert refused.value.code == ExitCode.HELPER
    assert "refused" in capsys.readouterr().err


@pytest.mark.parametrize("line", USERS, ids=" ".join)
@pytest.mark.usefixtures("bundle")
def test_a_users_line_is_left_alone(line: list[str]) -> None:
    divert_helper(["facefinder", *line])


@pytest.mark.parametrize("line", [*UNKNOWN, RECORDED["worker"][0]], ids=" ".join)
def test_from_source_every_line_is_a_users(line: list[str]) -> None:
    divert_helper(["facefinder", *line])


@pytest.mark.usefixtures("bundle")
def test_a_helper_never_becomes_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(frozen.PARENT_VARIABLE, str(os.getppid()))
    with pytest.raises(SystemExit) as refused:
        divert_helper(["facefinder", "-k", "known"])
    assert refused.value.code == ExitCode.HELPER


@pytest.mark.usefixtures("bundle")
def test_only_the_bundle_marks_itself_as_a_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen.mark_pool_parent()
    assert os.environ[frozen.PARENT_VARIABLE] == str(os.getpid())
    monkeypatch.delenv(frozen.PARENT_VARIABLE)
    monkeypatch.delattr(sys, "frozen")
    frozen.mark_pool_parent()
    assert frozen.PARENT_VARIABLE not in os.environ


def test_models_lie_beside_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (frozen.resource_root() / "facefinder" / "host" / "frozen.py").is_file()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "facefinder.exe"))
    assert frozen.resource_root() == tmp_path


@needs(FORKS)
def test_the_installed_joblib_starts_its_helpers_with_these_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fails when an upgrade of joblib or of Python composes other lines than we know."""
    from joblib.externals.loky.backend import (  # noqa: PLC0415 - Windows has no such module
        fork_exec,
        popen_loky_posix,
        resource_tracker,
        spawn,
    )

    lines: list[list[str]] = []

    def record(_executable: object, arguments: list[str], _descriptors: object) -> int:
        lines.append([str(argument) for argument in arguments[1:]])
        return 0

    def record_worker(command: list[str], _descriptors: object, **_options: object) -> int:
        lines.append(command[1:])
        return 0

    monkeypatch.setattr(util, "spawnv_passfds", record)
    trackers: list[Any] = [resource_tracker.ResourceTracker(), python_tracker.ResourceTracker()]
    for tracker in trackers:
        tracker.ensure_running()
        os.close(tracker._fd)
        # Nobody was started, so that there is nobody to wait for when this one goes.
        tracker._fd = tracker._pid = None
    monkeypatch.undo()

    monkeypatch.setattr(fork_exec, "fork_exec", record_worker)
    monkeypatch.setattr(popen_loky_posix.reduction, "dump", lambda _value, _file: None)
    monkeypatch.setattr(
        spawn, "get_preparation_data", lambda *_arguments: {"mp_tracker_fd": os.dup(2)}
    )
    monkeypatch.setattr(
        popen_loky_posix.resource_tracker._resource_tracker, "getfd", lambda: os.dup(2)
    )
    process = type("Process", (), {"_name": "LokyProcess-1", "name": "LokyProcess-1", "env": {}})
    popen_loky_posix.Popen(process())

    helpers = [recognise(line) for line in lines]
    assert [helper and helper.kind for helper in helpers] == ["tracker", "tracker", "posix worker"]
    assert [helper and helper.module for helper in helpers] == [
        LOKY,
        "multiprocessing.resource_tracker",
        WORKER,
    ]


def test_windows_workers_are_started_as_we_know() -> None:
    """The module cannot be imported elsewhere, but its text can be compared."""
    source = Path(str(backend.__file__)).with_name("popen_loky_win32.py").read_text("utf-8")
    assert 'return [sys.executable, "--multiprocessing-fork", pipe_handle]' in source
    assert "def main(pipe_handle, parent_pid=None):" in source


@needs(FORKS)
@pytest.mark.usefixtures("bundle")
def test_a_worker_line_runs_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        runpy, "run_module", lambda module, **_options: ran.append((module, list(sys.argv)))
    )
    monkeypatch.setattr(sys, "argv", sys.argv)
    line, _ = RECORDED["worker"]
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as ended:
            divert_helper(["facefinder", *line])
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == 0
    assert ran == [(WORKER, ["facefinder", *line[2:]])]


@pytest.mark.slow
def test_the_entry_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "import facefinder.__main__\n"
        "heavy = {'tensorflow', 'numpy', 'cv2', 'joblib', 'facefinder.cli.main'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_what_is_missing_before_the_program_begins_is_named() -> None:
    script = (
        "import sys; sys.modules['argparse'] = None; sys.argv[1:] = ['--version']\n"
        "from facefinder.__main__ import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 4
    (said,) = done.stderr.splitlines()
    assert said.startswith("facefinder: A part of the program is missing or damaged: ")
    assert "argparse" in said


@pytest.fixture
def incomplete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle that lost a library, and a model file that somebody may have deleted."""
    there, lost = tmp_path / "_internal" / "there.dll", "_internal/cv2/cv2.pyd"
    there.parent.mkdir()
    there.touch()
    names = ("facefinder.exe", "_internal/there.dll", lost, "models_cache/gone.lz4")
    listed = "".join(f"{'0' * 64}  {name}\n" for name in names)
    (tmp_path / "_internal" / frozen.CONTENTS).write_text(listed, "utf-8")
    monkeypatch.setattr(frozen, "resource_root", lambda: tmp_path)
    monkeypatch.setattr(frozen, "is_frozen", lambda: True)
    return tmp_path


def test_parts_of_the_bundle_that_are_lost_are_known(incomplete: Path) -> None:
    assert frozen.lost_parts() == ["_internal/cv2/cv2.pyd"]


def test_without_a_list_nothing_is_called_lost(incomplete: Path) -> None:
    (incomplete / "_internal" / frozen.CONTENTS).unlink()
    assert frozen.lost_parts() == []


def test_from_source_nothing_is_lost() -> None:
    assert frozen.lost_parts() == []


@pytest.mark.usefixtures("incomplete")
def test_a_worker_that_died_of_a_lost_library_is_no_photo_s_fault() -> None:
    """A library may end its process where another one is missing; nobody says which."""
    error = local.lacking_part(BrokenProcessPool("a worker died"))
    assert "_internal/cv2/cv2.pyd" in str(error)


@pytest.mark.usefixtures("incomplete")
def test_windows_does_not_say_which_library_is_missing_but_we_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> int:
        raise ImportError("DLL load failed while importing cv2: Module not found.")

    monkeypatch.setattr("facefinder.commands.models.run", fails)
    done = run("models")
    assert done.code == ExitCode.MODELS
    assert "missing or damaged: _internal/cv2/cv2.pyd." in done.err
