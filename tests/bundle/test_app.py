"""The frozen app, from an empty page to the folder of copies, in a network of nobody."""

import json
import subprocess
import sys
import time
from collections import Counter

import pytest

from builder.environment import ROOT
from tests.bundle.conftest import Tell
from tests.support.app_page import ADDRESS
from tests.support.needs import FROZEN, LINUX, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.frozen import PATIENCE_S, Frozen
from tests.bundle.jail import PHOTOS

pytestmark = [pytest.mark.bundle, needs(FROZEN)]

COPIES = "app copies"


def test_it_finds_shows_and_lets_one_decide_and_ends(frozen: Frozen, tell: Tell) -> None:
    """What is wrong goes at once, what is right comes at once; one socket waits, for this page."""
    began = time.monotonic()
    # A threshold that is nearer than one face of the album is, which is then in doubt. The network
    # is one that every bundle has, as its distances are its own.
    arguments = ["app", "--no-browser", "-p", "2", "-m", "dlib-resnet", "--threshold", "0.44"]
    arguments += ["--copy-to", f"/out/{COPIES}"]
    own = {"loopback": "up", "FACEFINDER_DATA_DIR": "/out/app-data"}
    with frozen.start(*arguments, **own) as program:
        port, secret = program.until_told(ADDRESS).groups()
        command = frozen.jail.beside(program.pid)
        command += [sys.executable, "-m", "tests.bundle.app_driver"]
        command += [port, secret, f"{PHOTOS}/known", f"{PHOTOS}/photos", str(frozen.out / COPIES)]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        program.wait(0)
        program.nothing_left()
    told = json.loads(done.stdout)
    assert told["phase"] == "ready"
    listed: list[Counter[str]] = [Counter(names) for names in told["copied"]]
    copies, without_one, again, with_another = listed
    assert (copies - without_one).total() == 1
    assert not without_one - copies
    assert again == copies
    assert (with_another - copies).total() == 1
    assert not copies - with_another
    assert told["picture"] == "image/jpeg"
    assert told["listening"] == 1
    assert told["outside"] == 404
    tell(f"first face {told['first'] - began:.1f} s after the start")
