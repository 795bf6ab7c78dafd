"""Workflows: every step is a command of build.py, or hands something over."""

import re

from builder import commands
from builder.environment import ROOT

COMMANDS_OF_A_RELEASE = {"setup", "models", "test", "bundle", "verify", "archive"}
COMMANDS_OF_A_RELEASE |= {"linux", "windows", "compare"}
RUNS_APART = re.compile(r"- run: (python build\.py (linux|windows)|bash \.ci/run)")


def test_actions_are_pinned_by_commit() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        used = re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
        assert used
        assert [u for u in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", u)] == []


def steps(name: str) -> list[str]:
    text = (ROOT / ".github" / "workflows" / name).read_text("utf-8")
    return re.findall(r"- run: (.+)", text)


def test_steps_of_a_release_are_commands_that_there_are() -> None:
    lines = steps("release.yml")
    calls = [line.split()[2:] for line in lines if line.startswith("python build.py ")]
    assert {call[0] for call in calls} == COMMANDS_OF_A_RELEASE
    for call in calls:
        commands.parser().parse_args(call)
    others = [line.split()[0] for line in lines if "build.py" not in line]
    assert others == ["bash", "cat", "gh"], "getting tools, and handing over what was built"


def test_a_pull_request_has_to_pass_what_anybody_can_run() -> None:
    assert steps("checks.yml") == ["bash .ci/run"]


def test_stages_are_commands_that_there_are() -> None:
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    calls = [line.split()[1:] for line in re.findall(r'"\$python" (build\.py .+)', text)]
    for call in calls:
        words = [word for word in call if word != '"${shared[@]}"']
        commands.parser().parse_known_args(words)
    stages = [call[0] for call in calls]
    wanted = {"setup", "models", "demo", "check", "test", "bundle", "verify", "windows"}
    assert set(stages) == wanted
    assert stages.index("bundle") < stages.index("verify") < stages.index("windows")


def test_only_another_processor_keeps_the_program_for_windows_from_being_tried() -> None:
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    (guarded,) = re.findall(
        r'^if \[ "\$\(uname -m\)" = x86_64 \]; then\n(.*?)^fi', text, re.M | re.S
    )
    assert guarded.count("build.py windows") == text.count("build.py windows") == 1
    assert re.search(r'bounded \d+m "\$python" build.py windows --with-tests\n', guarded)


def test_who_makes_root_directories_or_networks_may_do_so() -> None:
    """In a container that takes ``--privileged``; without it nothing would be proved."""
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        jobs = re.split(r"^  (?=[\w-]+:$)", workflow.read_text("utf-8"), flags=re.MULTILINE)
        proving = [job for job in jobs if RUNS_APART.search(job)]
        assert [job for job in proving if "--privileged" not in job] == []
