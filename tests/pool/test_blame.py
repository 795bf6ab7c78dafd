"""What is wrong with the program or the computer ends the run, and is never a photo's fault."""

import errno
import os
import sqlite3
import subprocess
import sys
import sysconfig
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from PIL import Image

from facefinder.decode.file import content_hash
from facefinder.decode.picture import read_picture
from facefinder.embed.load import load_embedder
from facefinder.errors import (
    ExitCode,
    FacefinderError,
    ModelError,
    OutputError,
    ProgramError,
    WorkersError,
    fault_of,
)
from facefinder.pool import local, run
from facefinder.records.photos import Failed, Outcome
from tests.conftest import FAKE_ENGINE, ROOT
from tests.support import fakes, sabotage
from tests.support.fakes import ENGINE, RED, Colour, listed, paint
from tests.support.needs import LIMITS, LINUX, needs

SITE_PACKAGES = Path(sysconfig.get_path("platlib"))
MODELS = Path("unused")

READERS = (
    *("cv2", "numpy._core._multiarray_umath", "rawpy", "rawpy._rawpy", "pillow_heif"),
    *("_pillow_heif", "PIL", "PIL._imaging", "PIL._webp", "PIL._avif", "PIL.TiffImagePlugin"),
)
"""Each kind of library that decoding needs: a package, and the native code in one."""

LOAD = """
import sys
from facefinder.errors import ProgramError
from facefinder.decode.readers import load_readers
try:
    load_readers()
except ProgramError as error:
    sys.exit(f"{error}")
"""


def loaded_with(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LOAD],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("module", READERS)
def test_each_library_that_reads_photos_is_missed_before_the_first(
    tmp_path: Path, module: str
) -> None:
    done = loaded_with(sabotage.without_module(module, tmp_path))
    assert done.returncode == 1
    assert "A part of the program is missing" in done.stderr
    assert f"'{module}'" in done.stderr
    assert "antivirus" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        *("PIL/_imaging.*", "PIL/_webp.*", "rawpy/_rawpy.*"),
        pytest.param("pillow.libs/libjpeg*", marks=needs(LINUX)),  # a folder of its wheels
    ],
)
def test_a_file_that_was_taken_away_is_named(tmp_path: Path, pattern: str) -> None:
    environment, file = sabotage.without_file(SITE_PACKAGES, pattern, tmp_path / "packages")
    done = loaded_with(environment)
    assert done.returncode == 1
    assert "A part of the program is missing" in done.stderr
    assert file.split(".")[0] in done.stderr


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    folder = paint(tmp_path / "photos" / "000.png", RED).parent
    with Image.open(folder / "000.png") as image:
        image.save(folder / "001.jpg")
    return folder


def search(photos: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["find", "-k", photos.parent / "known", "-i", photos, *FAKE_ENGINE]
    words += ["--data-dir", photos.parent / "data", "-p", "1"]
    return subprocess.run(
        [sys.executable, "-m", "facefinder", *map(str, words)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def rows_of(index: Path) -> int:
    if not index.exists():
        return 0
    with closing(sqlite3.connect(index)) as connection:
        return int(connection.execute("SELECT count(*) FROM photo").fetchone()[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "only_workers"),
    [
        ("cv2", False),
        ("rawpy._rawpy", False),
        ("PIL._webp", False),
        ("_pillow_heif", True),
        ("facefinder.scan.photo", True),
    ],
)
def test_a_search_without_a_library_blames_nobody(
    photos: Path, module: str, only_workers: bool
) -> None:
    environment = sabotage.without_module(
        module, photos.parent / "blocked", only_workers=only_workers
    )
    done = search(photos, environment)
    assert done.returncode == ExitCode.MODELS, done.stderr
    assert "A part of the program is missing" in done.stderr
    assert f"'{module}'" in done.stderr
    for blame in ("damaged or cut off", "Traceback", "bug of facefinder", "reference", "crashes"):
        assert blame not in done.stderr
    assert rows_of(photos.parent / "data" / "index.sqlite") == 0
    assert search(photos, dict(os.environ)).returncode == ExitCode.OK


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "part"),
    [
        ("dlib-resnet", "ai_edge_litert._pywrap_litert_interpreter_wrapper"),
        ("mobilefacenet", "flatbuffers"),
        ("Facenet512", "tensorflow.python.pywrap_tensorflow"),
    ],
)
def test_a_missing_part_of_a_library_is_no_reason_for_another_model(
    model: str, part: str, tmp_path: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from facefinder.embed.load import load_embedder\n"
        f"try: load_embedder({model!r}, Path())\n"
        "except Exception as error: sys.exit(f'{type(error).__name__}: {error}')\n"
    )
    environment = sabotage.without_module(part, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ProgramError: A part of the program is missing"), done.stderr
    assert part in last


def test_what_somebody_elses_recogniser_lacks_is_not_ours() -> None:
    with pytest.raises(ModelError) as caught:
        load_embedder("no_such_module:load", Path())
    assert "no_such_module" in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (fakes.NO_LIBRARY, ProgramError),
        (fakes.NO_ROOM, OutputError),
        (fakes.NO_FILES, WorkersError),
        pytest.param(fakes.NO_MEMORY_AT_ALL, WorkersError, marks=needs(LINUX)),
    ],
)
def test_a_worker_tells_the_program_what_is_wrong(
    tmp_path: Path, colour: Colour, expected: type[FacefinderError], workers: int
) -> None:
    paths = [paint(tmp_path / f"{i}.png", colour if i == 4 else RED) for i in range(12)]
    photos = [listed(path, tmp_path) for path in paths]
    seen: list[Outcome] = []
    try:
        with pytest.raises(expected):
            seen.extend(chain.from_iterable(run.run(photos, ENGINE, MODELS, workers=workers)))
    finally:
        local.stop_workers()
    assert not [outcome for outcome in seen if isinstance(outcome, Failed)]


@needs(LIMITS)
def test_too_many_open_files_are_not_the_photos_fault(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    import resource  # noqa: PLC0415 - Windows has none

    path = paint(tmp_path / "x.png", RED)
    read_picture(path, max_side_px=100)  # now everything is imported
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        with pytest.raises(WorkersError, match="open files"):
            read_picture(path, max_side_px=100)
        with pytest.raises(WorkersError, match="open files"):
            content_hash(path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize(
    "error",
    [
        ImportError("DLL load failed while importing _imaging: The module was not found."),
        OSError("libz.so.1: cannot open shared object file: No such file or directory"),
        FileNotFoundError("Could not find module 'raw.dll' (or one of its dependencies)."),
        OSError("dlopen(libraw.dylib, 0x0006): tried: 'libraw.dylib' (no such file)"),
    ],
)
def test_every_system_says_that_a_library_is_missing(error: Exception) -> None:
    fault = fault_of(error)
    assert isinstance(fault, ProgramError)
    assert str(error).rstrip(".") in fault.message


@pytest.mark.parametrize(
    "error",
    [
        OSError("image file is truncated (3 bytes not processed)"),
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
        PermissionError(errno.EACCES, "Permission denied"),
        OSError(errno.EIO, "Input/output error"),
        ValueError("not a picture"),
    ],
)
def test_what_is_wrong_with_a_file_stays_with_it(error: Exception) -> None:
    assert fault_of(error) is None


def test_a_page_of_advice_becomes_what_was_lacking() -> None:
    error = ImportError("\n\nIMPORTANT: PLEASE READ THIS FOR ADVICE\n\n...")
    error.__cause__ = ImportError("libblas.so: cannot open shared object file")
    fault = fault_of(error)
    assert fault is not None
    assert fault.message.endswith("libblas.so: cannot open shared object file.")
