"""The script of a page, in one piece: made of the modules that it is written in.

A browser loads no module from a disk (to it, each file there is a site of its own, and modules must
come from the page's own site), but any plain script; from the app's server it would load dozens of
modules, one request each. So each module becomes a function that runs
once and returns what the module exports::

    const $decide$parts = (() => {
    ...
    return { countParts, itemsOfPart };
    })();

and what another module imports of it becomes ``const { countParts } = $decide$parts;``. What a
module does not export stays its own, as in a browser. This is no JavaScript parser: imports and
exports are read line by line, in the few forms that our modules use, and any other form is refused
rather than misread.
"""

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "((?:\./|(?:\.\./)+)[\w/]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|(?:async )?function|class) (\w+))", re.MULTILINE)
"""No `let`: an importer has the value that a name had at first."""

OTHER = re.compile(r"^\s*(?:import|export)\b.*$|\bimport\s*[.(].*$", re.MULTILINE)
"""A line that should have been one of these; also ``import(...)`` and ``import.meta`` anywhere."""


class ScriptError(Exception):
    """A module is written in a way that cannot be put into one script."""


def joined(entry: str, read: Callable[[str], str]) -> str:
    """One plain script that does what a module does, with all modules that it imports.

    Args:
        entry: The module's path, such as ``people.js``.
        read: Returns the text of a module, by its path.

    Raises:
        ScriptError: An import or export in a form that is not known here, a name that the other
            module does not export, or modules that import each other.
    """
    exports: dict[str, tuple[str, ...]] = {}
    parts = ['"use strict";\n']

    def add(path: str, importers: tuple[str, ...]) -> None:
        if path in importers:
            raise ScriptError(f"modules import each other: {' > '.join((*importers, path))}")
        if path in exports:
            return
        text = read(path)
        for names, source in IMPORT.findall(text):
            other = _beside(path, source)
            add(other, (*importers, path))
            if missing := set(_names(names)) - set(exports[other]):
                raise ScriptError(f"{path}: {other} does not export {', '.join(sorted(missing))}")
        exports[path] = tuple(EXPORT.findall(text))
        parts.append(_as_function(path, text, exports[path]))

    add(entry, ())
    return "\n".join(parts)


def _as_function(path: str, text: str, exports: tuple[str, ...]) -> str:
    def imported(match: re.Match[str]) -> str:
        names = ", ".join(_names(match[1]))
        return f"const {{ {names} }} = {_variable(_beside(path, match[2]))};"

    text = EXPORT.sub("", IMPORT.sub(imported, text))
    if other := OTHER.search(text):
        raise ScriptError(f"{path}: not a form of import or export known here: {other[0].strip()}")
    body = f"// {path}\n{text.rstrip()}\nreturn {{ {', '.join(exports)} }};"
    return f"const {_variable(path)} = (() => {{\n{body}\n}})();\n"


def _beside(path: str, source: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), source))


def _variable(path: str) -> str:
    return "$" + path.removesuffix(".js").replace("/", "$")


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]
