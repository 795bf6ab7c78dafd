"""The list of folders is the architecture, and data flows one way."""

import ast
import importlib.util
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.source import (
    PACKAGE,
    ROOT,
    When,
    docstrings,
    exceptions,
    imports,
    mentioned,
    modules,
    names_in,
    ours,
    sources,
    tree,
)

LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "errors records language",
        "host warp",
        "sources",
        "decode index align discover network",
        "deliver names models",
        "evidence",
        "detect embed match settings",
        "scan",
        "pool",
        "selftest search",
        "output report",
        "app",
        "commands",
        "cli",
        "__main__",
    )
)
"""From the ground up: a package or module imports only from layers below its own."""
LAYER_OF = {name: level for level, names in enumerate(LAYERS) for name in names}

STAGES = frozenset(
    {"discover", "decode", "detect", "align", "embed", "index", "match", "names", "deliver"}
)
"""What a photo and its faces go through; `scan`, `pool` and `search` join them."""
BETWEEN_STAGES = {
    ("names", "decode.head"): "names of people stand in the head of a photo",
    ("names", "discover.found"): "files of names lie among photos, and are found as photos are",
    ("names", "discover.photos"): "files of names lie among photos, and are found as photos are",
    ("names", "discover.rules"): "files of names lie among photos, and are found as photos are",
    ("names", "decode.orientation"): "programs name faces in the pixels as they are stored",
}

HEAVY = frozenset(
    {
        "ai_edge_litert",
        "tensorflow",
        "keras",
        "deepface",
        "numpy",
        "cv2",
        "pandas",
        "PIL",
        "pillow_heif",
        "rawpy",
        "av",
    }
    | {"distributed", "psutil", "jinja2", "http.client", "urllib.request", "ssl"}
)
"""What takes its time to load, or is not there for everybody, and may be imported when needed."""
OF_ONE_SYSTEM = frozenset(["msvcrt", "termios", "tty", "ctypes"])
ON_ANOTHER_COMPUTER = "pool.cluster.check"
"""Holds a function that a Dask worker runs, which has to ask what is installed there."""

OTHER_TESTS = frozenset({"support", "engine", "bundle", "builder", "windows"})
"""Folders of tests that are of no one package: helpers, real weights, the frozen program, build."""

every_module = pytest.mark.parametrize("name", [name for name in modules() if name != "__init__"])


def first(name: str) -> str:
    return name.split(".", 1)[0]


@cache
def needed(name: str, *whens: When) -> frozenset[str]:
    """Our modules that a module imports, whenever or then."""
    found = {ours(target) for target, when in imports(modules()[name]) if when in (whens or When)}
    return frozenset(target for target in found if target and target != name)


@every_module
def test_a_module_imports_only_from_layers_below(name: str) -> None:
    unit = first(name)
    assert unit in LAYER_OF, f"{unit} has no place in the layers"
    for other in {first(target) for target in needed(name)} - {unit, "__init__"}:
        assert LAYER_OF[other] < LAYER_OF[unit], f"{name} imports {other}"


def test_every_name_in_the_layers_is_there() -> None:
    assert set(LAYER_OF) == {first(name) for name in modules()} - {"__init__"}


def test_no_module_needs_itself_in_the_end() -> None:
    graph = {name: needed(name) for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


def test_stages_do_not_import_each_other_but_where_it_is_said() -> None:
    between = {
        (first(name), target)
        for name in modules()
        for target in needed(name)
        if {first(name), first(target)} <= STAGES and first(name) != first(target)
    }
    assert between == set(BETWEEN_STAGES)


def test_of_the_models_matching_knows_only_the_catalogue() -> None:
    users = {name: needed(name) for name in modules() if first(name) == "match"}
    known = {target for targets in users.values() for target in targets}
    assert {target for target in known if first(target) == "models"} == {"models.catalogue"}


def test_packages_hold_no_code() -> None:
    for init in PACKAGE.rglob("__init__.py"):
        statements = tree(init).body[1:]
        assert all(isinstance(statement, ast.Assign) for statement in statements), init


@every_module
def test_what_is_imported_late_is_heavy_or_not_always_there(name: str) -> None:
    if name in ("__main__", ON_ANOTHER_COMPUTER):
        return
    there = costly(name)
    assert [
        target
        for target, when in imports(modules()[name])
        if when is When.LATE and not costly(ours(target) or target) - there
    ] == [], "saves nothing by being imported late"


@cache
def costly(name: str) -> frozenset[str]:
    """What of `HEAVY` and `OF_ONE_SYSTEM` is loaded with a module of ours, or is a name itself."""
    if name not in modules():
        return frozenset(one for one in HEAVY | OF_ONE_SYSTEM if f"{name}.".startswith(f"{one}."))
    targets = {target for target, when in imports(modules()[name]) if when is When.AT_ONCE}
    return frozenset().union(*(costly(ours(target) or target) for target in targets))


def test_commands_are_loaded_in_one_place() -> None:
    commands = {
        name
        for name, path in modules().items()
        if first(name) == "commands" and "run" in names_in(path)
    }
    assert len(commands) >= 9
    assert [name for name in modules() if needed(name) & commands] == []
    loading = [
        node.lineno
        for node in ast.walk(tree(modules()["cli.main"]))
        if isinstance(node, ast.Attribute) and node.attr == "import_module"
    ]
    assert len(loading) == 1


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["models"], ["find", "--help"]])
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from facefinder.cli.main import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "except SystemExit:\n"
        "    pass\n"
        f"heavy = {set(HEAVY)} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@every_module
def test_what_docstrings_speak_of_is_there(name: str) -> None:
    missing = [words for words in mentioned(modules()[name]) if not exists(words, name)]
    assert missing == []


def exists(words: str, name: str) -> bool:
    """Whether what is mentioned is there.

    Args:
        words: The end of a module's name, perhaps with a name in it; a class's attribute, also as
            that of a value called like its class (``thresholds.sure``); something of a library.
        name: Of the module that mentions it.
    """
    parts = words.removeprefix("facefinder.").split(".")
    for length in range(len(parts), 0, -1):
        end, rest = ".".join(parts[:length]), ".".join(parts[length:])
        for module, path in modules().items():
            if f".{module}".endswith(f".{end}") and (not rest or rest in names_in(path)):
                return True
    if plain(words) in attributes():
        return True
    known = {first(target) for target, _ in imports(modules()[name])} | sys.stdlib_module_names
    return parts[0] in known or importlib.util.find_spec(parts[0]) is not None


@cache
def attributes() -> frozenset[str]:
    """What classes of ours have, plainly written."""
    return frozenset(plain(words) for path in modules().values() for words in names_in(path))


def plain(words: str) -> str:
    return words.casefold().replace("_", "")


def files_of_tests(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if path.parent.name != "support"]


def test_tests_mirror_the_package() -> None:
    tested, packages = (
        {path.name for path in folder.iterdir() if (path / "__init__.py").is_file()}
        for folder in (ROOT / "tests", PACKAGE)
    )
    assert tested - OTHER_TESTS == packages
    for path in (ROOT / "tests").glob("test_*.py"):
        of = path.stem.removeprefix("test_")
        assert of in modules() or of in ("architecture", "docs", "lanes"), path.name


def test_no_test_module_imports_another() -> None:
    for path in files_of_tests(ROOT / "tests"):
        others = [
            target
            for target, _ in imports(path)
            if target.startswith("tests.") and ".test_" in f".{target}"
        ]
        assert others == [], path


RIDDLE = re.compile(r"(As|Of|Likewise|Ditto|The same|Its|Such|Those|Also)\b")
"""How a docstring begins that needs another one to be read first."""
NO_REASON = re.compile(r"\W*((as|see) (above|below|before)|likewise|)\W*", re.I)
"""What says nothing where it stands."""


def test_docstrings_say_what_the_thing_is() -> None:
    riddles = [
        f"{path}: {text.splitlines()[0]}"
        for path in sources()
        for text in docstrings(path)
        if RIDDLE.match(text)
    ]
    assert riddles == []


def test_what_a_checker_is_not_to_see_has_its_reason_beside_it() -> None:
    silent = [
        f"{path}: {line}"
        for path in sources()
        for line, reason in exceptions(path)
        if NO_REASON.fullmatch(reason)
    ]
    assert silent == []
