"""Programs that start without the rights of the superuser."""

import os
import shutil
import subprocess
import sys

from tests.support.needs import give_up


def without_privilege() -> list[str]:
    """What to put before a command, so that rights of files stop it, whoever runs the tests."""
    if sys.platform == "win32" or os.getuid() != 0:
        return []
    command = [shutil.which("setpriv") or "", "--bounding-set=-dac_override,-dac_read_search"]
    if not command[0] or subprocess.run([*command, "true"], check=False).returncode:
        give_up(
            "the superuser cannot give up reading everything here", "apt-get install util-linux"
        )
    return command
