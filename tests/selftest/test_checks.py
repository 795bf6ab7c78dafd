"""The self-test says in sentences what is wrong, and its code is that of the first trouble."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from facefinder.errors import ExitCode
from facefinder.host import processor
from facefinder.host.frozen import CONTENTS
from facefinder.models.catalogue import AUTO_DETECTORS, AUTO_MODELS, processor_problem
from facefinder.selftest import checks
from facefinder.selftest.faces import drawn_faces, drawn_photo
from tests.conftest import FAKE_ENGINE, ROOT, Run
from tests.support.fakes import RED, paint

TEMPLATE = np.array([[50, 55], [100, 55], [75, 85], [58, 105], [92, 105]], np.float32)


def report(models_dir: Path, data_dir: Path) -> tuple[ExitCode, list[str]]:
    lines: list[str] = []
    code = checks.run(models_dir, [data_dir], lines.append)
    assert all(line.endswith("\n") for line in lines)
    return code, "".join(lines).splitlines()


def test_without_models_it_says_so(tmp_path: Path) -> None:
    code, lines = report(tmp_path, tmp_path / "data")
    assert code is ExitCode.MODELS
    assert [line for line in lines if line.startswith("FAIL")] == [
        "FAIL no detector or no recogniser has its files; see: facefinder models"
    ]
    assert not (tmp_path / "data").exists(), "it only looks"


def test_what_a_killed_one_left_is_removed(tmp_path: Path) -> None:
    unfinished = tmp_path / "data" / ".facefinder-999999999-abcd1234" / "unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "0.jpg").write_bytes(b"a drawn face")
    report(tmp_path, tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "mtcnn_pnet.lz4").write_bytes(b"damaged")
    code, lines = report(tmp_path, tmp_path)
    assert code is ExitCode.MODELS
    assert "FAIL model file mtcnn_pnet.lz4: damaged" in lines


@pytest.fixture
def old_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer's processor, as it seems, has no AVX."""
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(processor, "_has_avx", lambda: False)


@pytest.mark.usefixtures("old_processor")
def test_what_an_old_processor_cannot_run_gets_a_sentence_and_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_present", lambda _: (["yunet", "dlib"], ["Facenet512"]))
    monkeypatch.setattr(checks, "load_embedder", None)
    code, lines = report(tmp_path, tmp_path)
    assert code is ExitCode.MODELS
    red = [line.partition(" cannot work here: ")[0] for line in lines if line.startswith("FAIL")]
    assert red == ["FAIL dlib", "FAIL Facenet512"]
    assert "this processor has no AVX" in lines[-1]


@pytest.mark.usefixtures("old_processor")
@pytest.mark.parametrize("engine", [("-m", "Facenet512"), ("-d", "retinaface"), ("-d", "ssd")])
@pytest.mark.parametrize("command", ["groups", "explain"])
def test_on_an_old_processor_no_photo_gets_the_blame(
    tmp_path: Path, run: Run, command: str, engine: tuple[str, str]
) -> None:
    paint(tmp_path / "known" / "1.png", RED)
    photo = paint(tmp_path / "photos" / "1.png", RED)
    photos = [photo] if command == "explain" else ["-i", photo]
    done = run(command, "-k", tmp_path / "known", *photos, *FAKE_ENGINE, *engine)
    assert done.code == ExitCode.MODELS
    assert done.err.startswith(f"facefinder: {engine[1]} cannot work here: this processor has no ")


@pytest.mark.usefixtures("old_processor")
@pytest.mark.parametrize("name", [*AUTO_DETECTORS, *AUTO_MODELS, "somebody:own"])
def test_our_own_networks_run_on_an_old_processor(name: str) -> None:
    assert processor_problem(name) is None


@pytest.mark.usefixtures("old_processor")
def test_other_kinds_of_processors_need_no_avx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert processor_problem("Facenet512") is None


def test_lost_and_damaged_files_of_the_bundle_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_internal").mkdir()
    (tmp_path / "a").write_bytes(b"changed")
    listed = f"{'0' * 64}  a\n{'0' * 64}  gone\n"
    (tmp_path / "_internal" / CONTENTS).write_text(listed, "utf-8")
    monkeypatch.setattr(checks, "is_frozen", lambda: True)
    monkeypatch.setattr(checks, "resource_root", lambda: tmp_path)
    _, lines = report(tmp_path, tmp_path)
    assert "FAIL a is damaged: copy the program anew" in lines
    assert any(line.startswith("FAIL gone: ") for line in lines)


def test_a_bundle_that_lost_its_list_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "is_frozen", lambda: True)
    monkeypatch.setattr(checks, "resource_root", lambda: tmp_path)
    _, lines = report(tmp_path, tmp_path)
    (line,) = [one for one in lines if CONTENTS in one]
    assert line.startswith("FAIL ")
    assert line.endswith("is missing: copy it anew")


def test_drawn_faces_are_a_pair_and_another_one() -> None:
    one, darker, other = drawn_faces(TEMPLATE, 150).astype(int)
    assert one.shape == (150, 150, 3)
    assert darker.mean() < one.mean()
    assert np.abs(one - other).mean() > 5 * np.abs(one - darker).mean() / 2
    assert drawn_photo().shape == (1536, 2048, 3)


@pytest.mark.slow
def test_its_lines_are_utf8_whatever_the_console_is_and_may_be_cut_off(tmp_path: Path) -> None:
    words = ("selftest", "--models-dir", tmp_path, "--data-dir", tmp_path / "Größe 日本")
    command = [sys.executable, "-m", "facefinder", *map(str, words)]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=ascii_only)
    assert done.returncode == ExitCode.MODELS
    assert "Größe 日本" in done.stdout.decode("utf-8")
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    with program.stderr as err:
        assert err.read() == b""
    assert program.wait() == ExitCode.MODELS
