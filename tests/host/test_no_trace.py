"""A run leaves everything as it was: photos, home folder, temporary folder, working folder."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.conftest import FAKE_ENGINE, ROOT
from tests.support.fakes import ASLEEP, BLUE, RED, SLEEPS, paint
from tests.support.listing import differences, listing
from tests.support.needs import HOMES, SIGNALS, needs
from tests.support.processes import PATIENCE_SECONDS, shared_memory, wait_until

pytestmark = pytest.mark.slow

OWN = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home",
    "LOCALAPPDATA": "home",
    "TMPDIR": "tmp",
    "TEMP": "tmp",
    "TMP": "tmp",
}
"""Variables that name folders of the user -> the folder that stands in."""


@dataclass(frozen=True, slots=True)
class Computer:
    """A home folder, a temporary folder, a working folder and photos, all of which are writable.

    Attributes:
        root: Holds them all.
        data: The one folder that may change.
        asleep: Where workers say that they sleep over a photo.
        ids: Of the programs that were started.
    """

    root: Path
    data: Path
    asleep: Path
    ids: list[int] = field(default_factory=list)

    def start(self, *arguments: str | Path) -> "subprocess.Popen[str]":
        variables = {name: str(self.root / folder) for name, folder in OWN.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        where = ("-k", self.root / "photos" / "known", "-i", self.root / "photos")
        kept |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        kept |= {ASLEEP: str(self.asleep)}
        program = subprocess.Popen(
            [sys.executable, "-m", "facefinder", "find", *where, *FAKE_ENGINE, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=kept | variables,
            cwd=self.root / "work",
            start_new_session=True,
        )
        self.ids.append(program.pid)
        return program

    def run(self, *arguments: str | Path) -> int:
        program = self.start(*arguments)
        program.communicate(timeout=PATIENCE_SECONDS)
        return program.returncode


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    root = tmp_path / "computer"
    for folder in ("home/.config", "tmp", "work"):
        (root / folder).mkdir(parents=True)
    (root / "home" / ".config" / "settings").write_text("mine", "utf-8")
    paint(root / "photos" / "known" / "Anna" / "1.png", RED)
    for i in range(12):
        paint(root / "photos" / f"{i:02d}.png", RED if i % 2 else BLUE)
    (root / "photos" / "bad.jpg").write_bytes(b"no picture")
    (tmp_path / "asleep").mkdir()
    return Computer(root, tmp_path / "data", tmp_path / "asleep")


@pytest.fixture
def unchanged(computer: Computer) -> Iterator[None]:
    """Compares before and after."""
    before, shared = listing(computer.root), shared_memory()
    assert len(before) > 15
    yield
    assert differences(before, listing(computer.root)) == []
    # What joblib leaves there carries its process id; others are at work on this computer, too.
    mark = re.compile("|".join(f"[-_]{number}[-_]" for number in computer.ids))
    assert [name for name in shared_memory() - shared if mark.search(name)] == []


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("more", [(), ("-D",), ("--no-index",)])
def test_a_run_leaves_no_trace(computer: Computer, jobs: str, more: tuple[str, ...]) -> None:
    arguments: tuple[str | Path, ...] = ("-p", jobs, "--data-dir", computer.data, *more)
    assert computer.run(*arguments) == 10  # there is a bad photo
    assert computer.run(*arguments) == 10  # and once more from the index
    assert computer.data.exists() is ("--no-index" not in more)


@pytest.mark.usefixtures("unchanged")
def test_copies_and_results_go_where_they_were_told(computer: Computer) -> None:
    out = computer.data.parent / "out"
    out.mkdir()
    results = ("--copy-to", out / "copies", "--csv", out / "a.csv", "--json", out / "a.json")
    assert computer.run("-p", "2", "--data-dir", computer.data, *results) == 10
    assert {path.name for path in out.iterdir()} == {"copies", "a.csv", "a.json"}
    assert list((out / "copies" / "Anna").glob("*.png"))


@needs(SIGNALS)
@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("name", "code"), [("SIGINT", 130), ("SIGTERM", 130), ("SIGKILL", -9)], ids=str
)
def test_a_run_that_is_ended_leaves_no_trace(computer: Computer, name: str, code: int) -> None:
    slow = [paint(computer.data.parent / "slow" / f"{i}.png", SLEEPS) for i in range(8)]
    program = computer.start("-p", "2", "--data-dir", computer.data, "-i", slow[0].parent)
    assert wait_until(lambda: len(list(computer.asleep.iterdir())) == 2)  # both workers
    workers = psutil.Process(program.pid).children(recursive=True)
    if name == "SIGINT" and sys.platform != "win32":
        os.killpg(program.pid, signal.SIGINT)
    else:
        os.kill(program.pid, getattr(signal, name))
    program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == code
    gone, alive = psutil.wait_procs(workers, timeout=PATIENCE_SECONDS)
    assert (len(gone), alive) == (len(workers), [])


@needs(HOMES)
def test_without_a_data_folder_the_temporary_folder_is_not_even_tried(computer: Computer) -> None:
    before = {name: listing(computer.root / name) for name in ("tmp", "work", "photos")}
    assert computer.run("-p", "2") == 10
    after = {name: listing(computer.root / name) for name in before}
    assert {name: differences(before[name], after[name]) for name in before} == {
        "tmp": [],
        "work": [],
        "photos": [],
    }
    assert list((computer.root / "home").rglob("index.sqlite"))


def test_the_listing_sees_every_change(tmp_path: Path) -> None:
    (tmp_path / "a" / ".b").mkdir(parents=True)
    file = tmp_path / "a" / ".b" / "c"
    file.write_bytes(b"one")
    before = listing(tmp_path)
    state = file.stat()

    file.write_bytes(b"two")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert differences(before, listing(tmp_path)) == ["~ a/.b/c"]

    before = listing(tmp_path)
    os.utime(tmp_path / "a", ns=(0, 0))  # as after a file that came and went
    assert differences(before, listing(tmp_path)) == ["~ a"]

    before = listing(tmp_path)
    (tmp_path / "d").write_bytes(b"")
    assert differences(before, listing(tmp_path)) == ["+ d", "~ ."]
    assert differences(before, listing(tmp_path, without=(tmp_path / "d",))) == ["~ ."]


SCRIPT = """
import sys
from pathlib import Path

def told(event, arguments):
    if event == "os.mkdir":
        print("MADE", event, arguments, file=sys.stderr)

sys.addaudithook(told)
from facefinder.pool import local, run
from tests.support.fakes import ENGINE, listed

if __name__ == "__main__":
    root = Path(sys.argv[1])
    photos = [listed(path, root) for path in sorted(root.glob("*.png"))]
    for outcomes in run.run(photos, ENGINE, root, workers=int(sys.argv[2])):
        print(len(outcomes))
    local.stop_workers()
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("wish", [True, False])
def test_joblib_never_makes_a_folder(
    computer: Computer, tmp_path: Path, wish: bool, jobs: str
) -> None:
    script = tmp_path / "program.py"
    script.write_text(SCRIPT, "utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "JOBLIB_TEMP_FOLDER"}
    wished = {"JOBLIB_TEMP_FOLDER": str(tmp_path / "wished")} if wish else {}
    done = subprocess.run(
        [sys.executable, script, computer.root / "photos", jobs],
        capture_output=True,
        text=True,
        check=True,
        env={**kept, **wished, "PYTHONPATH": str(ROOT)},
    )
    assert sum(map(int, done.stdout.split())) == 12
    assert done.stderr == ""
    assert not (tmp_path / "wished").exists()
