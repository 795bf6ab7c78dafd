"""What the user types must not contradict itself, and nothing that was typed is ignored."""

import os
from pathlib import Path

import pytest

from facefinder.errors import UsageError
from facefinder.settings import EngineChoice, Limits, Outputs, Settings, Whom, Work
from tests.conftest import FAKE_ENGINE, Run
from tests.support.fakes import RED, paint
from tests.support.needs import DEVICES, needs


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return paint(tmp_path / "photos" / "1.png", RED)


@pytest.mark.parametrize("command", ["find", "groups", "explain"])
def test_a_name_without_a_folder_is_refused(
    run: Run, photo: Path, tmp_path: Path, command: str
) -> None:
    run(
        "find", "-k", photo, "-i", photo, "-p", "0"
    )  # so that there is an index, with nobody learned in it
    more = [photo] if command == "explain" else ["-i", photo]
    engine = [] if command == "find" else [*FAKE_ENGINE, "--data-dir", tmp_path / "data"]
    done = run(command, "-n", "Anna", *more, *engine)
    assert done.code == 2
    assert "-n names the person" in done.err
    assert "Name it with -k, or leave -n away." in done.err


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 0.0, -1.0])
def test_numbers_of_a_library_user_are_looked_at_too(number: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--threshold"):
        EngineChoice(models_dir=tmp_path, threshold=number)


def test_each_group_refuses_what_makes_no_sense(photo: Path) -> None:
    with pytest.raises(UsageError, match="-p -1"):
        Work(workers=-1)
    with pytest.raises(UsageError, match="--max-pixels"):
        Limits(pixels=0)
    with pytest.raises(UsageError, match="--max-pixels"):
        Limits(seconds=float("nan"))
    with pytest.raises(UsageError, match="--sidecar"):
        Outputs(sidecar=True)
    with pytest.raises(UsageError, match="not empty"):
        Whom(known=photo, name=" ")
    with pytest.raises(UsageError, match="There is no"):
        Whom(known=photo / "nowhere")
    engine = EngineChoice(models_dir=photo.parent)
    with pytest.raises(UsageError, match="nobody to look for"):
        Settings(whom=Whom(), inputs=(photo,), engine=engine)
    with pytest.raises(UsageError, match="Nothing to search"):
        Settings(whom=Whom(needs_people=False), inputs=(), engine=engine)


def test_results_do_not_become_references(run: Run, tmp_path: Path) -> None:
    known = tmp_path / "known"
    photo = paint(known / "Anna" / "1.png", RED)
    for option, folder in (("--copy-to", known), ("--report", known / "new")):
        done = run("find", "-k", known, "-i", photo, option, folder)
        assert done.code == 2
        assert "would be taken for photos of the people" in done.err
    assert [path.name for path in known.rglob("*")] == ["Anna", "1.png"]
    alone = ("find", "-p", "0", "-i", photo)
    assert run(*alone, "-k", known, "--copy-to", tmp_path / "found").code == 0
    assert run(*alone, "-k", photo, "--report", photo.parent).code == 0


def test_two_files_are_not_one(run: Run, photo: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "photos" / ".." / "one"
    done = run("find", "-k", photo, "-i", photo, "--csv", one, "--json", other)
    assert done.code == 2
    assert "--csv and --json cannot share the file" in done.err
    done = run("find", "-k", photo, "-i", photo, "--index", one, "--json", other)
    assert done.code == 2
    assert "is the index" in done.err
    for option in ("--csv", "--index"):
        done = run("find", "-k", photo, "-i", photo, option, one, "--copy-to", other / "copies")
        assert done.code == 2
        assert "cannot be a file and a folder" in done.err
    assert not one.exists()


PLACES = {
    "find": ("--csv", "--json", "--report", "--copy-to", "--index"),
    "groups": ("--json", "--report", "--index"),
    "explain": ("--picture", "--index"),
}


@pytest.mark.parametrize(
    ("command", "option"), [(name, option) for name in PLACES for option in PLACES[name]]
)
def test_what_could_not_be_written_is_refused_before_the_search(
    run: Run, photo: Path, tmp_path: Path, command: str, option: str
) -> None:
    (tmp_path / "out.txt").write_text("mine")
    more = [photo] if command == "explain" else ["-i", photo]
    data = [] if command == "find" else [*FAKE_ENGINE, "--data-dir", tmp_path / "data"]
    done = run(command, *more, "-k", photo, *data, option, tmp_path / "out.txt" / "new" / "x")
    assert done.code == 6
    (said,) = done.err.splitlines()  # nothing was begun
    assert f"'{tmp_path / 'out.txt'}' is a file, not a folder. Name another place." in said
    assert (tmp_path / "out.txt").read_text() == "mine"


@needs(DEVICES)
def test_what_is_no_file_takes_both(run: Run, photo: Path) -> None:
    done = run(
        "find", "-k", photo, "-i", photo, "-p", "0", "--csv", "/dev/null", "--json", os.devnull
    )
    assert done.code == 0


def test_results_of_earlier_runs_are_not_searched(photo: Path, tmp_path: Path) -> None:
    settings = Settings(
        whom=Whom(needs_people=False),
        inputs=(photo,),
        engine=EngineChoice(models_dir=tmp_path),
        outputs=Outputs(copy_to=tmp_path / "found", report=tmp_path / "report"),
        never_search=(tmp_path / "data",),
    )
    assert set(settings.not_searched) == {tmp_path / name for name in ("found", "report", "data")}
