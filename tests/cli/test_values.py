"""What is typed wrongly: code 2, one sentence that says what would be right, never a traceback."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.cli.main import main
from facefinder.cli.parser import COMMANDS, parser
from facefinder.cli.values import slip_on_windows
from facefinder.errors import UsageError
from facefinder.records.windows_names import impossible_on_windows
from facefinder.settings import Limits
from tests.conftest import Run

NUMBERS = {
    "-p": "a whole number, 0 or more",
    "--time-limit": "0 (no limit), or seconds from 1 to 86400",
    "--max-pixels": "a number from 0.01 to 1000",
    "--threshold": "a number above 0, up to 1000",
}
ABSURD = ("nan", "inf", "-inf", "1e11", "1e400", "-1", "100000", "x", "", " ", "0x10", "1,5", "٣e9")


@pytest.mark.parametrize("option", NUMBERS)
@pytest.mark.parametrize("value", ABSURD)
def test_a_number_out_of_range_is_answered_with_the_range(
    run: Run, option: str, value: str
) -> None:
    if (option, value) == ("-p", "100000"):
        return  # is bounded by what the computer can hold
    for command in ("find", "groups"):
        done = run(command, "-k", ".", "-i", ".", f"{option}={value}")
        assert (done.code, done.out) == (2, "")
        assert f"takes {NUMBERS[option]}" in done.err
        assert f"not '{value}'" in done.err
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("option", ["-p", "--sample"])
def test_a_whole_number_may_have_any_digits(option: str) -> None:
    found = parser().parse(["find", "-i", ".", option, "9" * 20])
    assert 10**20 - 1 in (found.parallel, found.sample)


@pytest.mark.parametrize("option", ["-k", "-i"])
def test_a_device_is_no_place_with_photos(run: Run, option: str) -> None:
    places = {"-k": ".", "-i": "."} | {option: os.devnull}
    done = run("find", *(word for pair in places.items() for word in pair))
    assert (done.code, len(done.err.splitlines())) == (2, 1)


@given(st.floats(), st.sampled_from(sorted(NUMBERS)))
def test_any_number_is_refused_or_is_one_that_everything_can_use(value: float, name: str) -> None:
    try:
        found = parser().parse(["find", "-i", ".", f"{name}={value}"])
    except UsageError:
        return
    if found.max_pixels is not None:
        assert 0 < int(found.max_pixels * 1e6) <= 2**30
    if found.time_limit is not None:
        assert Limits(seconds=found.time_limit).seconds <= 86400
    if found.threshold is not None:
        assert 0 < found.threshold < float("inf")
    if found.parallel is not None:
        assert found.parallel >= 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("serach -k .", "There is no command 'serach'. Did you mean find?"),
        ("purg", "Did you mean purge?"),
        ("help", "Did you mean --help?"),
        ("models fecth", "ACTION takes list or fetch, not 'fecth'. Did you mean fetch?"),
        ("-i . --strictness lose", "takes strict, normal or loose, not 'lose'. Did you mean loose"),
        ("-i . --strictness 5", "takes strict, normal or loose, not '5'. `"),
        ("-i . --backend dusk", "takes loky or dask, not 'dusk'. Did you mean dask?"),
        ("find --inptu .", "has no option --inptu. Did you mean --input?"),
        ("find -i . --thresold=3", "has no option --thresold. Did you mean --threshold?"),
        ("models fetch --form x", "has no option --form. Did you mean --from?"),
        ("find -i . -z", "has no option -z."),
        ("purge everything", "does not know what 'everything' is for"),
        ("undo a purge", "The command comes first: `facefinder purge`"),
        ("-q purge", "The command comes first, before -q. Write it as: facefinder purge -q"),
        ("find", "-i/--input is missing"),
        ("undo", "DIR is missing"),
        ("find -i", "-i/--input needs a value: --input PATH"),
        ("find -i . -n", "-n/--name needs a value"),
        ("find -i . --copy=3", "--copy takes no value, but got '3'"),
        ("--versoin", "`facefinder` has no option --versoin. Did you mean --version?"),
        ("--hepl", "`facefinder` has no option --hepl. Did you mean --help?"),
        ("--hlep -i .", "`facefinder` has no option --hlep. Did you mean --help?"),
        ("-v", "Did you mean --version?"),
        ("-?", "Did you mean --help?"),
        ("/?", "Did you mean --help?"),
        ("—known . -i .", "'—known' begins with a long dash. Type it as --known"),
        ("-k . \N{EN DASH}i .", "'\N{EN DASH}i' begins with a long dash. Type it as -i"),
        ("--inptu .", "`facefinder find` has no option --inptu. Did you mean --input?"),
        ("find -i . -k a -k b", "-k/--known takes one value, not 'a' and 'b'."),
        ("find -i . --known=a --kn b", "-k/--known takes one value, not 'a' and 'b'."),
        ("models --models-dir a fetch --models-dir b", "takes one value, not 'a' and 'b'."),
        ("purge --models-dir .", "`facefinder purge` has no option --models-dir."),
        ("undo . --models-dir .", "`facefinder undo` has no option --models-dir."),
        ("find -i . --co", "--co could be any of --copy, --copy-to"),
    ],
)
def test_what_argparse_finds_is_said_plainly(run: Run, words: str, said: str) -> None:
    done = run(*words.split(" "))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not re.search(r"invalid|unrecognized|usage:|argument|error:", done.err)


@pytest.mark.parametrize(
    "words",
    [
        ["find", "-i", ""],
        ["find", "-i", ".", "-k", ""],
        ["find", "-i", ".", "-k", "tags:"],
        ["find", "-i", ".", "--copy-to", " "],
        ["find", "-i", ".", "--report", ""],
        ["find", "-i", ".", "--csv", ""],
        ["groups", "-i", ".", "--json", ""],
        ["find", "-i", ".", "--index", ""],
        ["undo", ""],
        ["apply", ""],
        ["explain", ""],
        ["models", "fetch", "--from", ""],
        ["purge", "--data-dir", ""],
    ],
)
def test_an_empty_name_is_not_the_current_folder(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert "needs a name that is not empty" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("find -i . --copy-to FILE", "--copy-to takes a folder, and 'FILE' is a file."),
        ("find -i . --report FILE", "--report takes a folder, and 'FILE' is a file."),
        ("find -i . --models-dir FILE", "takes a folder, and 'FILE' is a file."),
        ("undo FILE", "DIR takes a folder, and 'FILE' is a file."),
        ("models fetch --from FILE", "takes a folder, and 'FILE' is a file."),
        ("purge --data-dir FILE", "takes a folder, and 'FILE' is a file."),
        ("find -i . --csv FOLDER", "--csv takes a file, and 'FOLDER' is a folder."),
        ("groups -i . --json FOLDER", "--json takes a file, and 'FOLDER' is a folder."),
        ("find -i . --index FOLDER", "--index takes a file, and 'FOLDER' is a folder."),
        ("decisions --index FOLDER", "--index takes a file, and 'FOLDER' is a folder."),
        ("explain x --picture FOLDER", "--picture takes a file, and 'FOLDER' is a folder."),
        ("find -i . --csv PHOTO.jpg", "writes no picture, and 'PHOTO.jpg' is named like a photo"),
        ("find -i . --json new.HEIC", "writes no picture, and 'new.HEIC' is named like a photo"),
        ("find -i . --index PHOTO.jpg", "writes no picture"),
        ("find -i . --csv SCAN", "writes no picture, and 'SCAN' is a photo"),
        ("find -i . --index SCAN", "writes no picture, and 'SCAN' is a photo"),
        ("find -i . --csv manifest.csv", "takes another name than 'manifest.csv'"),
        ("groups -i . --json FOLDER/Report.html", "takes another name than 'Report.html'"),
    ],
)
def test_a_file_for_a_folder_and_the_other_way_round(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("FOLDER").mkdir()
    for name in ("FILE", "PHOTO.jpg"):
        Path(name).write_text("mine", "utf-8")
    Path("SCAN").write_bytes(b"II*\0" + bytes(200))
    done = run(*words.split(" "))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert {Path(name).read_text("utf-8") for name in ("FILE", "PHOTO.jpg")} == {"mine"}


@pytest.mark.parametrize(
    "words",
    [
        "find -i",
        "find -i . -k",
        "find -i . --copy-to",
        "find -i . --csv",
        "find -i . --index",
        "undo",
        "apply",
        "explain",
        "purge --data-dir",
    ],
)
def test_a_name_that_no_file_can_have_is_no_bug_of_ours(run: Run, words: str) -> None:
    # Longer than a path may be on any system.
    done = run(*words.split(" "), "x" * 40_000)
    assert (done.code, done.out) == (2, "")
    assert "cannot use 'xxx" in done.err or "There is no 'xxx" in done.err
    assert "bug" not in done.err


WINDOWS_CANNOT = [
    "E:\\con",
    "found.",
    "E:\\nul.txt\\x",
    "a/b /c",
    "com\u00b9",
    "what?",
    "x:y:z",
    "D:\\LPT1.jpg",
]


@pytest.mark.parametrize("name", WINDOWS_CANNOT)
@pytest.mark.parametrize("option", ["--copy-to", "--report", "--json", "--csv", "--data-dir"])
def test_names_that_windows_cannot_make_are_refused_there(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, option: str
) -> None:
    monkeypatch.setattr("facefinder.cli.values.sys.platform", "win32")
    done = run("find", "-i", ".", option, name)
    assert (done.code, done.out) == (2, "")
    assert f"{option} takes a name that Windows can make, and it cannot make '" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "E:\\found",
        "..",
        ".\\x",
        "\\\\server\\share\\x",
        "\\\\?\\C:\\x",
        "console",
        "a.con",
        "x/y z",
        "-",
        "D:",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert impossible_on_windows(name) is None


@pytest.mark.parametrize(
    ("typed", "advice"),
    [('D:\\known" -i D:\\photos"', "leave that \\ out"), ("D:\\photos\\*.jpg", "name the folder")],
)
def test_what_windows_makes_of_a_slip_is_said(typed: str, advice: str) -> None:
    """The first is what comes of: -k "D:\\known\\" -i "D:\\photos\\"."""
    assert advice in (slip_on_windows(typed) or "")


@pytest.mark.parametrize("name", ["D:\\photos", "\\\\?\\D:\\photos"])
def test_of_other_names_no_slip_is_known(name: str) -> None:
    assert slip_on_windows(name) is None


def test_values_that_look_like_options_or_commands_are_taken(tmp_path: Path) -> None:
    words = ["find", "-k", str(tmp_path), "-i", "models", "-n", "find", "--csv", "-", "--json=-"]
    found = parser().parse([*words, "-Cq", "--threshold", "0.5", "-p2"])
    assert (found.name, found.csv, found.json, found.parallel) == ("find", "-", "-", 2)
    assert found.copy
    assert found.quiet


def test_a_folder_named_like_a_command_can_still_be_searched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "finder").mkdir()
    done = run("finder")
    assert done.code == 2
    assert "no command 'finder'. Did you mean find? To search it: facefinder -k" in done.err
    assert "Did you mean models?" in run("./models").err
    (tmp_path / "models").mkdir()
    assert "-i ./models" in run("./models").err


@pytest.mark.parametrize("option", ["--version", "--vers"])
def test_the_version_may_be_asked_for_shortly(
    option: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit):
        main([option])
    assert capfdbinary.readouterr().out.startswith(b"facefinder ")


def test_the_same_value_twice_is_one() -> None:
    found = parser().parse(["find", "-i", "a", "-i", "b", "-k", "c", "-k", "c", "-q", "-q"])
    assert (found.input, found.known, found.quiet) == ([Path("a"), Path("b")], Path("c"), True)


@pytest.mark.parametrize("command", [*COMMANDS, "models fetch"])
def test_every_command_has_its_help(
    command: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command.split(" "), "--help"])
    assert end.value.code == 0
    assert capfdbinary.readouterr().out.startswith(f"usage: facefinder {command}".encode())


def test_a_word_that_an_option_has_taken_is_to_come_first(run: Run) -> None:
    done = run("explain", "-i", "ALBUM", "PHOTO")
    assert done.code == 2
    assert "PHOTO is missing. Put it first: `facefinder explain PHOTO -i …`" in done.err
    assert "Put it first" not in run("apply").err
