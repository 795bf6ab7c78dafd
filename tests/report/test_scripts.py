"""The page's script does what its modules do, as a browser joins them; Node tests the modules."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from facefinder.report import page
from facefinder.report.decisions import read_decisions
from facefinder.report.scripts import ScriptError, joined
from tests.support.needs import NODE, ROOT, needs
from tests.support.processes import PATIENCE_SECONDS

TESTS = Path(__file__).parent / "scripts"
SOURCES = ROOT / "facefinder" / "report" / "page_files" / "scripts"
PAGES = ("people", "groups")
TOLD = "once\n1 [ 2, 3, 4 ] 2 3\nlater\n"


def node(*arguments: str | Path) -> str:
    """What Node prints; it must end well."""
    program = shutil.which("node")
    assert program
    done = subprocess.run(
        [program, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def join(**modules: str) -> str:
    return joined("main.js", lambda path: modules[path.removesuffix(".js")])


@needs(NODE)
@pytest.mark.slow
def test_what_decides_passes_its_own_tests() -> None:
    files = sorted(TESTS.glob("*.test.js"))
    assert files
    told = node("--test", "--test-reporter=tap", *files)
    counts = dict(re.findall(r"^# (pass|fail|skipped|todo) (\d+)$", told, re.MULTILINE))
    assert int(counts.pop("pass")) >= len(files), told
    assert set(counts.values()) == {"0"}, told


@needs(NODE)
@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_the_script_of_a_page_can_be_read_by_node(name: str, tmp_path: Path) -> None:
    (tmp_path / "page.cjs").write_text(page.script(name), "utf-8")  # .cjs: imports are errors there
    node("--check", tmp_path / "page.cjs")


def test_no_module_is_left_over() -> None:
    """A module that no page uses would be tested and never run."""
    used = "".join(page.script(name) for name in PAGES)
    paths = [path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.js")]
    assert len(paths) > len(PAGES)
    assert [path for path in paths if f"\n// {path}\n" not in used] == []


def test_apply_reads_the_file_that_the_modules_make() -> None:
    """tests/report/scripts/decisions_file.test.js shows that they make exactly this file."""
    told = read_decisions(TESTS / "decisions.json")
    assert [face.yes for face in told.faces] == [True, False, False]
    assert [(group.name, len(group.faces)) for group in told.groups] == [("<script>", 2)]


@needs(NODE)
@pytest.mark.slow
def test_the_one_script_does_what_the_modules_do(tmp_path: Path) -> None:
    """Modules become one script: also where two have the same name, or call what comes later."""
    modules = {
        "main.js": 'import { a, A, later } from "./deep/a.js";\n'
        'import {\n  b,\n} from "./deep/b.js";\n'
        "const own = 1;\nlater();\nconsole.log(own, a(), new A().own, b);\n",
        "deep/a.js": 'import { b } from "./b.js";\nimport { top } from "../top.js";\n'
        "export function a() {\n  return [own, b, top];\n}\n"
        "export class A {\n  own = own;\n}\nconst own = 2;\n"
        "export async function later() {\n  await null;\n  console.log('later');\n}\n",
        "deep/b.js": "const own = 3;\nexport const b = own;\n",
        "top.js": "const own = 4;\nexport const top = own;\nconsole.log('once');\n",
        "package.json": '{"type": "module"}',
    }
    for path, text in modules.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "one.cjs").write_text(joined("main.js", modules.__getitem__), "utf-8")
    assert node(tmp_path / "one.cjs") == node(tmp_path / "main.js") == TOLD


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./a.js";',
        'import * as a from "./a.js";',
        'import "./a.js";',
        'import { a as b } from "./a.js";',
        'import { a } from "a";',
        "import { a } from './a.js';",
        'import { a } from "./a.js"',
        'const a = await import("./a.js");',
        "console.log(import.meta.url);",
        "export default 1;",
        "export { a };",
        "export let a = 1;",
        "export const { a } = b;",
        "export const [a] = b;",
        "export function* a() {}",
        'export * from "./a.js";',
        "  export const a = 1;",
    ],
)
def test_other_forms_of_import_and_export_are_refused(line: str) -> None:
    with pytest.raises(ScriptError, match=r"main\.js"):
        join(main=f"const before = 1;\n{line}\n", a="export const a = 1;\n")


def test_a_name_that_is_not_exported_is_refused() -> None:
    with pytest.raises(ScriptError, match=r"main\.js: a\.js does not export b, c"):
        join(main='import { a, b, c } from "./a.js";\n', a="export const a = 1;\nconst b = 2;\n")


def test_modules_that_import_each_other_are_refused() -> None:
    with pytest.raises(ScriptError, match=r"main\.js > a\.js > b\.js > a\.js"):
        join(
            main='import { a } from "./a.js";\n',
            a='import { b } from "./b.js";\nexport const a = 1;\n',
            b='import { a } from "./a.js";\nexport const b = 1;\n',
        )


def test_two_modules_never_get_one_name() -> None:
    script = joined(
        "main.js",
        {
            "main.js": 'import { one } from "./a/b.js";\nimport { two } from "./a_b.js";\n',
            "a/b.js": "export const one = 1;\n",
            "a_b.js": "export const two = 2;\n",
        }.__getitem__,
    )
    names = re.findall(r"^const (\S+) = \(\(\) => \{$", script, re.MULTILINE)
    assert len(names) == len(set(names)) == 3
