"""Which licence texts `build.py bundle` takes from a package."""

from importlib.metadata import Distribution
from pathlib import Path

import pytest

from builder.bundle import licences
from builder.environment import PACKAGING
from facefinder.models.table import WEIGHTS

INFO = "thing-1.0.dist-info"


@pytest.fixture
def taken(tmp_path: Path) -> "Take":
    return Take(tmp_path)


class Take:
    """Makes a package of some files, and collects its texts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, files: dict[str, str]) -> dict[str, str]:
        installed, target = self.folder / "installed", self.folder / "LICENSES" / "thing"
        for name, content in files.items():
            (installed / name).parent.mkdir(parents=True, exist_ok=True)
            (installed / name).write_text(content, "utf-8")
        (installed / INFO).mkdir(exist_ok=True)
        (installed / INFO / "METADATA").write_text("Name: thing\nVersion: 1.0\nLicense: MIT\n")
        package = Distribution.at(installed / INFO)
        folder = installed.resolve()
        own = {folder / name for name in files}
        licences._copy(package, own, folder, target)
        return {path.name: path.read_text("utf-8") for path in target.iterdir()}


def test_texts_that_differ_in_case_only_are_all_there_on_a_stick(taken: Take) -> None:
    texts = taken(
        {
            f"{INFO}/licenses/LICENSE.txt": "of the thing",
            f"{INFO}/licenses/deep/license.TXT": "of something deep in it",
            f"{INFO}/licenses/COPYING": "more of it",
        }
    )
    assert texts.pop("ABOUT.txt").startswith("thing 1.0\nLicence: MIT\n")
    assert texts == {
        "licenses LICENSE.txt": "of the thing",
        "licenses deep license.TXT": "of something deep in it",
        "COPYING": "more of it",
    }


def test_an_equal_text_is_taken_once(taken: Take) -> None:
    texts = taken({"thing/LICENSE": "free", f"{INFO}/licenses/LICENSE": "free"})
    assert sorted(texts) == ["ABOUT.txt", "LICENSE"]


def test_what_a_package_declares_needs_no_usual_name(taken: Take) -> None:
    texts = taken(
        {
            f"{INFO}/licenses/LICENSE.LibRaw": "of LibRaw",
            f"{INFO}/licenses/hdf5.txt": "of HDF5",
            "thing/licensing.py": "code",
            "thing/data.txt": "data",
        }
    )
    assert sorted(texts) == ["ABOUT.txt", "LICENSE.LibRaw", "hdf5.txt"]


def test_what_a_text_of_the_system_only_mentions_is_there_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    common, package, target = tmp_path / "common", tmp_path / "package", tmp_path / "target"
    common.mkdir()
    package.mkdir()
    (common / "GPL-2").write_text("the whole of it")
    (common / "GPL-3").write_text("not asked for")
    (package / "copyright").write_text(f"see '{common}/GPL-2'. Or `{common}/gone'.")
    (package / "changelog.gz").touch()
    monkeypatch.setattr(licences, "COMMON", str(common))
    licences._copy_texts("libfoo", package, target)
    assert sorted(path.name for path in target.iterdir()) == ["GPL-2.txt", "libfoo copyright.txt"]
    assert (target / "GPL-2.txt").read_text() == "the whole of it"


def test_each_model_file_has_its_licence() -> None:
    texts = PACKAGING / "licence_texts" / "models"
    told = (texts / "models.txt").read_text("utf-8")
    unnamed = {file for file in WEIGHTS if file not in told}
    assert unnamed == set()
    for text in texts.iterdir():
        assert text.name == "models.txt" or text.name in told
