"""The layers stay layers, and light commands stay light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "facefinder"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "records", "__init__"),
    ("host", "decode", "index", "align", "discover"),
    ("deliver", "names", "models"),
    ("evidence",),
    ("detect", "embed", "match", "settings"),
    ("scan",),
    ("pool",),
    ("selftest", "search"),
    ("output", "report"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
LAYER_OF = {name: level for level, names in enumerate(LAYERS) for name in names}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def unit_of(module: Path) -> str:
    """A stage may be a module (`index`), a package (`detect`) or modules with one prefix."""
    first = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return first if first in LAYER_OF else first.split("_")[0]


def imports_of(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {module.name}"
            if node.module == "facefinder":
                names |= {f"facefinder.{alias.name}" for alias in node.names}
            elif node.module:
                names.add(node.module)
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    ours = {name.split(".")[1] for name in names if name.startswith("facefinder.")}
    return {name for name in ours if (PACKAGE / name).exists() or (PACKAGE / f"{name}.py").exists()}


@pytest.mark.parametrize("module", modules(), ids=lambda m: str(m.relative_to(PACKAGE)))
def test_a_module_imports_only_from_layers_below(module: Path) -> None:
    unit = unit_of(module)
    assert unit in LAYER_OF, f"{module.name} has no place in the layers"
    for imported in imports_of(module):
        other = unit_of(PACKAGE / imported)
        if other != unit:
            assert LAYER_OF[other] < LAYER_OF[unit], f"{unit} imports {other}"


def test_packages_hold_no_code() -> None:
    for init in PACKAGE.rglob("__init__.py"):
        statements = ast.parse(init.read_text("utf-8")).body[1:]
        assert all(isinstance(statement, ast.Assign) for statement in statements), init


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
        "heavy = {'tensorflow', 'keras', 'deepface', 'cv2', 'pandas', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
