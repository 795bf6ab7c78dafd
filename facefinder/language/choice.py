"""Which language the user of this computer reads."""

import locale
import os
import re
import sys
from collections.abc import Iterable, Mapping

from facefinder.language.catalogue import ENGLISH, codes

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where a user says it, as gettext has them: the first that is set counts."""


def of_this_computer() -> str:
    """One of `catalogue.codes`: the user's language if it is there, else English."""
    return best(wishes(os.environ) or _of_the_system(), codes())


def wishes(environment: Mapping[str, str]) -> list[str]:
    """The languages that environment variables name, the dearest first, such as "de_AT.UTF-8"."""
    said = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return [name for name in said.split(":") if name]


def best(wished: Iterable[str], there: Iterable[str]) -> str:
    """The first of the wished languages that is there, in this country's form or in another."""
    by_name = {code.casefold(): code for code in there}
    for name in wished:
        code = re.split(r"[.@]", name)[0].replace("-", "_").casefold()
        found = by_name.get(code) or by_name.get(code.partition("_")[0])
        if found:
            return found
    return ENGLISH


def _of_the_system() -> list[str]:
    """What the system's own windows are in; [] where it does not say."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone is asked in this way

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return [locale.windows_locale[number]] if number in locale.windows_locale else []
    name = locale.getlocale()[0]
    return [name] if name else []
