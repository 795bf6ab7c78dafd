"""What Windows shows of the program."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from builder.environment import PACKAGING

HOOKS = PACKAGING / "hooks"


def test_the_icon_has_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HOOKS)
    import appearance  # type: ignore[import-not-found]  # noqa: PLC0415 - PyInstaller finds it so

    for target in (tmp_path / "new" / "1.ico", tmp_path / "new" / "2.ico"):
        appearance.write_icon(target)
        with Image.open(target) as icon:
            assert {side for side, _ in icon.info["sizes"]} == set(appearance.SIZES)
    assert target.read_bytes() == (tmp_path / "new" / "1.ico").read_bytes()
    sys.modules.pop("appearance")


def test_the_manifest_asks_for_long_paths_utf_8_and_no_more_rights() -> None:
    manifest = ET.parse(HOOKS / "facefinder.manifest")  # noqa: S314 - our own file
    told = {element.tag.rpartition("}")[2]: element for element in manifest.iter()}
    assert told["longPathAware"].text == "true"
    assert told["activeCodePage"].text == "UTF-8"
    assert told["requestedExecutionLevel"].get("level") == "asInvoker"
