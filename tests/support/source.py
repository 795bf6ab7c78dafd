"""The source of the program, as text: who imports whom, and what docstrings speak of."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "facefinder"


@cache
def modules() -> dict[str, Path]:
    """Dotted names without ``facefinder.`` -> files; a package by its own name."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def sources() -> list[Path]:
    """Every Python file of the repository: the program, its build, its tests."""
    folders = [PACKAGE, ROOT / "packaging", ROOT / "tests"]
    return [
        ROOT / "build.py",
        *(path for folder in folders for path in sorted(folder.rglob("*.py"))),
    ]


@cache
def tree(path: Path) -> ast.Module:
    """A parsed file."""
    return ast.parse(path.read_text("utf-8"))


class When(Enum):
    """When an import happens."""

    AT_ONCE = "with the module"
    LATE = "when a function is called"
    NEVER = "for types alone"


@cache
def imports(path: Path) -> tuple[tuple[str, When], ...]:
    """Dotted names that a file imports: ``from a import b`` is ``a.b``, whatever b is."""
    return tuple(_imports(tree(path), When.AT_ONCE))


def _imports(node: ast.AST, when: When) -> Iterator[tuple[str, When]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, when) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"a relative import in line {node.lineno}"
        yield from ((f"{node.module}.{alias.name}", when) for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        when = When.LATE
    elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        when = When.NEVER
    if not isinstance(node, ast.expr):
        for child in ast.iter_child_nodes(node):
            yield from _imports(child, when)


def ours(name: str) -> str | None:
    """The module of ours that an imported name is, or is in; None for other people's."""
    if not name.startswith("facefinder."):
        return None
    parts = name.split(".")[1:]
    paths = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((path for path in paths if path in modules()), None)


def mentioned(path: Path) -> Iterator[str]:
    """Yields dotted names that docstrings and comments have between single backticks."""
    pattern = re.compile(r"(?<!`)`([A-Za-z_]\w*(?:\.\w+)+)(?:\(\))?`(?!`)")
    for text in (*docstrings(path), *comments(path)):
        yield from pattern.findall(text)


def docstrings(path: Path) -> Iterator[str]:
    """Yields the strings that stand for themselves: of modules, classes, functions, constants."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value).strip()


def comments(path: Path) -> Iterator[str]:
    """Yields what stands behind ``#``, with it."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def exceptions(path: Path) -> Iterator[tuple[str, str]]:
    """Yields comments that hide something from ruff or mypy, and the reasons they give."""
    hiding = re.compile(r"# (ruff: )?(noqa|type: ignore)(: [A-Z]+\d+(, [A-Z]+\d+)*|\[[\w, -]+\])?")
    for comment in comments(path):
        hidden = hiding.match(comment)
        if hidden:
            yield comment, comment[hidden.end() :].strip(" -#")


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a file defines or imports at its top, and what its classes have, as ``Class.name``."""
    found: set[str] = set()

    def add(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                found.add(prefix + node.name)
                if isinstance(node, ast.ClassDef):
                    add(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (part for target in targets for part in ast.walk(target)):
                    if isinstance(name, ast.Name):
                        found.add(prefix + name.id)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                found.update(
                    prefix + (alias.asname or alias.name.split(".")[0]) for alias in node.names
                )
            elif isinstance(node, ast.If | ast.With | ast.Try):
                add(node.body, prefix)

    add(tree(path).body, "")
    return frozenset(found)
