"""Where things live: the index and logs of a user, the model files of a program."""

from pathlib import Path

import platformdirs

from facefinder.frozen import resource_root


def data_dir(override: Path | None = None) -> Path:
    """Folder for the index and the logs; nothing is created here, only named.

    Args:
        override: What the user asked for, if anything.

    Returns:
        `override`, else the folder that the operating system has for a program's data.
    """
    if override is not None:
        return override
    return Path(platformdirs.user_data_dir("facefinder", appauthor=False))


def models_dir(override: Path | None = None) -> Path:
    """Folder of the model files.

    Args:
        override: What the user asked for, if anything.

    Returns:
        `override`, else ``models_cache`` beside the program.
    """
    if override is not None:
        return override
    return resource_root() / "models_cache"
