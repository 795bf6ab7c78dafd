"""What the program says in English, deep inside, is known where it is shown."""

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from facefinder.detect.load import OWN as OWN_DETECTOR
from facefinder.embed.load import OWN as OWN_RECOGNISER
from facefinder.errors import FacefinderError
from facefinder.index.file import UnusableIndexError
from facefinder.language import say
from facefinder.language.catalogue import language
from facefinder.language.instead import INSTEAD
from facefinder.language.retold import SENTENCES, retold, retold_on_page
from facefinder.language.say import speak
from facefinder.language.templates import TEMPLATES
from facefinder.search.kept import KEPT
from facefinder.search.left_out import WORDS
from tests.support.source import modules, tree


def said() -> set[str]:
    """All texts of the program, with ``{}`` where it puts something in, sentence by sentence."""
    found: set[str] = set()
    for name, path in modules().items():
        for node in ast.walk(tree(path)) if not name.startswith("language") else ():
            text = "".join(_parts(node))
            found.update((text, *SENTENCES.split(text)))
    return found


def known() -> set[str]:
    """What can be told again, with ``{}`` as in `said`."""
    templates = [one for one in TEMPLATES if isinstance(one, str)]
    return {re.sub(r"\{\w+\}", "{}", one) for one in (*templates, *INSTEAD)}


def _parts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield str(part.value) if isinstance(part, ast.Constant) else "{}"


def test_each_template_is_something_that_the_program_says() -> None:
    there = said()
    assert [one for one in known() if one not in there] == []


def test_all_that_is_not_looked_at_can_be_told() -> None:
    told = {one for one in TEMPLATES if isinstance(one, tuple)}
    assert told >= {(f"{{n}} {one}", f"{{n}} {many}") for one, many in WORDS.values()}


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("the file is damaged or cut off", "die Datei ist beschädigt oder abgeschnitten"),
        (
            "3 faces; the largest one is used; the face is blurred",
            "3 Gesichter; das größte wird verwendet; das Gesicht ist unscharf",
        ),
        ("12 photos and 1 video searched, 3 faces", "12 Fotos und 1 Video durchsucht, 3 Gesichter"),
        (
            "1 photo and 2 videos searched (3 read now, 0 known from before), 8 faces, 4.8 seconds",
            (
                "1 Foto und 2 Videos durchsucht (3 jetzt gelesen, 0 schon bekannt), 8 Gesichter, "
                "4,8 Sekunden"
            ),
        ),
        (
            "Not read: /a: b/c.jpg: the file is empty",
            "Nicht gelesen: /a: b/c.jpg: die Datei ist leer",
        ),
        (
            (
                "Faces are found by yunet and told apart by dlib (sure when 90% likely or more, to "
                "check from less than 1% on)"
            ),
            (
                "Gesichter findet yunet, und dlib unterscheidet sie (sicher ab 90\u00a0% "
                "Wahrscheinlichkeit, zum Ansehen ab weniger als 1\u00a0%)"
            ),
        ),
        (
            (
                "Faces are found by yunet and told apart by x (cosine distance: sure up to 0.5, to "
                "check up to 0.62; nobody here has measured how often that is wrong)"
            ),
            (
                "Gesichter findet yunet, und x unterscheidet sie (Kosinus-Abstand: sicher bis 0,5, "
                "zum Ansehen bis 0,62; wie oft das falsch ist, hat hier niemand gemessen)"
            ),
        ),
        (
            "1,234 photos searched (3 read now, 1,231 known from before), in 12 minutes 5 seconds",
            (
                "1.234 Fotos durchsucht (3 jetzt gelesen, 1.231 schon bekannt), in 12 Minuten 5 "
                "Sekunden"
            ),
        ),
        (
            "Anna: 2 copies are taken for Ben now, because you moved them there.",
            "Anna: 2 Kopien gelten jetzt als Ben, denn Sie haben sie dorthin verschoben.",
        ),
        ("2 decisions, 1 of them new.", "2 Entscheidungen, davon 1 neu."),
        (
            "2 wrong copies may still be beside the report.",
            "Neben dem Bericht können noch 2 falsche Kopien liegen.",
        ),
        (
            (
                "Not read: /a: the folder vanished while it was searched: 1,234 photos and folders "
                "in it were not read; connect its drive again, and the same command goes on from "
                "there"
            ),
            (
                "Nicht gelesen: /a: der Ordner verschwand, während er durchsucht wurde: 1.234 "
                "Fotos und Ordner darin wurden nicht gelesen; schließen Sie das Laufwerk wieder "
                "an, und die nächste Suche macht dort weiter"
            ),
        ),
        (KEPT, "Was gelesen wurde, bleibt erhalten; die nächste Suche macht dort weiter."),
        ("'/a/index.sqlite' (1,234.5 MB)", "„/a/index.sqlite“ (1.234,5 MB)"),
        ("'/a/app.json' (1 byte)", "„/a/app.json“ (1 Byte)"),
        ("'/a/app.json' (12.5 kB)", "„/a/app.json“ (12,5 kB)"),
        (
            "No photo was copied: the copies need 1.2 GB, but '/a' has 999 bytes free.",
            (
                "Kein Foto wurde kopiert: Die Kopien brauchen 1,2 GB, auf „/a“ sind aber nur 999 "
                "Bytes frei."
            ),
        ),
        (
            "Not written by facefinder, so it stays in '/a': 'b', 'c' and 2 more",
            "Nicht von facefinder geschrieben, bleibt deshalb in „/a“: 'b', 'c' und 2 weitere",
        ),
        ("page 2: the file is empty", "Seite 2: die Datei ist leer"),
        ("9 videos, 1 archive, 1,234 links", "9 Videos, 1 Archiv, 1.234 Verknüpfungen"),
        (
            "There is no folder '/a. B'. Check the spelling and the drive.",
            "Den Ordner „/a. B“ gibt es nicht. Prüfen Sie die Schreibweise und das Laufwerk.",
        ),
        ("something new. Check the spelling.", "something new. Check the spelling."),
        ("", ""),
    ],
)
def test_texts_are_told_again_with_what_was_put_into_them(english: str, german: str) -> None:
    assert retold(english, language("de")) == german
    assert retold(english, language("en")) == english
    speak("de")
    assert retold(english) == german


def reasons() -> Iterator[str]:
    """Why photos are refused where that is said in one piece, with ``{}`` as in `said`."""
    for name, path in modules().items():
        for node in ast.walk(tree(path)) if not _is_elsewhere(name) else ():
            if isinstance(node, ast.Call):
                why = REFUSALS.get(ast.unparse(node.func).rpartition(".")[2], len(node.args))
                yield from ("".join(_parts(part)) for part in node.args[why : why + 1])
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason":
                yield "".join(_parts(node.value))


REFUSALS = {"PhotoError": 0, "XmpError": 0, "Failed": 1, "note": 2}
"""Which argument says why, of what tells that something cannot be read."""


def test_all_that_keeps_a_photo_from_being_read_can_be_told() -> None:
    told_by_their_constants = {text for text in reasons() if text.startswith("{}")}
    assert set(filter(None, reasons())) - told_by_their_constants - known() == set()


ELSEWHERE = (
    "cli",
    "commands",
    "output",
    "report",
    "selftest",
    "pool.cluster",
    "search.explain",
    "names.read",
    "models.catalogue",
    "models.deepface_offline",
    "detect.deepface_detectors",
    "embed.deepface_models",
)
"""Packages and modules whose errors nobody meets who typed no options."""

TYPED = {
    "'{}' is missing.",  # the page's own scripts send all that
    "'{}' is no list.",
    "These are no decisions.",
    "These are no faces.",
    "{} is damaged.",  # models that somebody vouched for
    "Delete it and fetch the files again with --from DIR.",
    "Model files cannot be written to {}: {}.",  # models are fetched
    "Check the free space and who may write there.",
    "There is no index '{}'.",
    "Name the index of that search with --index.",
    "{}.",  # -p 1, where no process can be started
    "Use none (`-p 0`).",
    "-n {} names nobody: no photo lies directly in '{}'.",
    "Leave -n away: the folders in it name the people.",
    "-n needs a name that is not empty.",
    (
        "-n names the person whose photos lie directly in the -k folder, and there is no such "
        "folder."
    ),
    "Name it with -k, or leave -n away.",
    "--max-pixels and --time-limit need a number above 0.",
    "--video-frames and --video-frames-per-minute need a number above 0.",
    "--crops and --copy-to cannot share the folder '{}': a face is no copy of a photo.",
    "Name two, such as found and found/faces.",
    "--together is about photos that show several people, and one is looked for.",
    "Name a folder with a sub-folder for each of them with -k, or leave it away.",
    "--threshold {} makes no sense.",
    "Give a number above 0.",
    "-p {} makes no sense.",
    "Give a number from 0 up.",
    "--print0 and {} cannot share the standard output.",
    "--csv - and --json - cannot share the standard output.",
    "--csv and --json cannot share the file '{}'.",
    "Name two.",
    "--sidecar puts names beside copies, and there are none.",
    "'{}' is the index.",
    "Name another file for the results.",
    "Name two places.",
    "{} cannot be used as a recogniser ({}).",  # somebody's own code
    "{} cannot be used as a detector ({}).",
    *(piece for own in (OWN_RECOGNISER, OWN_DETECTOR) for piece in (own, *SENTENCES.split(own))),
    "not named: it is in an archive, which stays as it is; --sidecar names copies",
}
"""Sentences of other modules that only those meet who typed options."""


def _is_elsewhere(module: str) -> bool:
    return any(f"{module}.".startswith(f"{one}.") for one in ELSEWHERE)


def errors() -> Iterator[str]:
    """What ends a run that was begun from the page, message and advice."""
    kinds: list[type] = [FacefinderError, UnusableIndexError, *FacefinderError.__subclasses__()]
    names = {kind.__name__ for kind in kinds}
    for name, path in modules().items():
        if _is_elsewhere(name):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                for part in node.args:
                    yield _constant(name, part) or "".join(_parts(part))


def _constant(name: str, part: ast.expr) -> str:
    """The text that a module has by a name. A module without such a part may be a costly import."""
    if not isinstance(part, ast.Name):
        return ""
    return str(getattr(importlib.import_module(f"facefinder.{name}"), part.id, ""))


def test_all_that_ends_a_run_of_the_page_can_be_told() -> None:
    pieces = {piece for text in errors() for piece in (text, *SENTENCES.split(text))}
    whole = pieces & known()
    rest = {text for text in pieces if not any(text in one for one in whole)}
    assert {one for one in rest if set(SENTENCES.split(one)) - whole} - TYPED == set()


OPTION = re.compile(r"(?<![\w-])--?[a-z]|`facefinder")


def test_the_page_names_no_option() -> None:
    shown = [one for form in TEMPLATES for one in ((form,) if isinstance(form, str) else form)]
    assert [one for one in (*shown, *INSTEAD.values()) if OPTION.search(one)] == []


@pytest.mark.parametrize(
    ("english", "on_page"),
    [
        (
            (
                "The index '/a. B' is in use by another run. Close the other facefinder, wait "
                "until it is done, or name another file with --index."
            ),
            (
                "The index '/a. B' is in use by another run. Close the other facefinder, or wait "
                "until it is done."
            ),
        ),
        (
            (
                "The index 'x' is damaged or not an index (file is not a database). It was not "
                "changed. `facefinder find --rebuild` sets it aside under another name and begins "
                "a new one; or name another file with --index."
            ),
            (
                "The index 'x' is damaged or not an index (file is not a database). It was not "
                "changed. Close facefinder, and give that file another name: a new one is begun "
                "then."
            ),
        ),
        (
            (
                "The 1 photo and 16 learned faces of Anna look like two people (5 and 12 faces), "
                "and what is found may be both. `facefinder decisions --unlearn Anna` uses no "
                "learned face of Anna any more."
            ),
            (
                "The 1 photo and 16 learned faces of Anna look like two people (5 and 12 faces), "
                "and what is found may be both. Look through all that is found of Anna, and say no "
                "to whoever is somebody else."
            ),
        ),
        ("something new. Check the spelling.", "something new. Check the spelling."),
    ],
)
def test_the_page_says_what_to_do_on_it_and_so_does_the_console_after_a_double_click(
    monkeypatch: pytest.MonkeyPatch, english: str, on_page: str
) -> None:
    assert retold_on_page(english) == on_page
    assert retold(english) == english  # to who typed a command
    monkeypatch.setattr(say._Speaker, "to_typists", True)  # it is put back
    say.speak_without_options()
    assert retold(english) == on_page


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "/a/2 to 3 (blurred).jpg: the file is empty; b.jpg: the face is very small",
            "/a/2 to 3 (blurred).jpg: die Datei ist leer; b.jpg: das Gesicht ist sehr klein",
        ),
        (
            "No usable reference photo of Anna (a.jpg: the file is empty).",
            "Kein brauchbares Foto von Anna (a.jpg: die Datei ist leer).",
        ),
        (
            "'/2 to 3' is in the way: it is a folder. Move it away, or write to another folder.",
            (
                "„/2 to 3“ ist im Weg: Das ist ein Ordner. Räumen Sie es weg, und versuchen Sie es "
                "noch einmal."
            ),
        ),
    ],
)
def test_what_stands_behind_a_name_is_told_again_and_the_name_is_not(
    english: str, german: str
) -> None:
    assert retold(english, language("de")) == german


def named() -> dict[str, str]:
    """The texts that have a name, by it, with ``{}`` as in `said`."""
    return {
        str(ast.unparse(target)): text
        for path in modules().values()
        for node in tree(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if (text := "".join(_parts(node.value)))
    }


def test_reasons_that_have_a_name_can_be_told() -> None:
    texts, untold = named(), set[str]()
    for name, path in modules().items():
        calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
        for node in calls if name.split(".")[0] not in ELSEWHERE else ():
            kind = getattr(node.func, "id", "")
            place = {"PhotoError": 0, "SourceError": 1, "Failed": 1}.get(kind)
            if place is not None and isinstance(reason := node.args[place], ast.Name):
                untold.add(texts.get(reason.id, ""))
    assert untold - known() - TYPED - {""} == set()


@pytest.mark.parametrize(
    "english",
    [
        "the file is damaged or cut off: only about 40% of the picture is there",
        "it is of a kind that facefinder cannot read: a TIFF of compression 34712",
        "its drive does not answer",
    ],
)
def test_reasons_are_told_to_their_end(english: str) -> None:
    for tongue in ("de", "fr", "es"):
        assert not set(retold(english, language(tongue)).split()) & {"only", "the", "of", "drive"}


def told_meanwhile() -> Iterator[str]:
    """What a search says while it runs and when it ends, with ``{}`` as in `said`."""
    for name, path in modules().items():
        if not name.startswith(("search.", "index.", "output.results")) or _is_elsewhere(name):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Lambda):
                yield "".join(_parts(node.body))
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("say", "tell")):
                yield from ("".join(_parts(part)) for part in node.args[:1])


TO_TYPISTS = {
    "This was a sample: {} of {}{}",  # --sample
    "{}: in all about {} sure ones, most likely {} to {}",
    "A sample: {} of {}, from everywhere",
    "Faces are in {}: {} new",  # --crops
    "… and {} more whose faces were not cut out",
    "… and {} more that got no names",  # --sidecar
    "{} in '{}' {} deleted or moved by hand. With --no-index that cannot be kept as a decision.",
    "Compared with each other: {}",  # groups, which the page shows in its own words
    "--exclude {}: there is nothing like that",
    "… and {} more photos whose names were not read",  # --tagged
    "So it is with {} more names.",
    "{} and '{}' are taken for one name. If they are two people, give one of them another name.",
    "{} without a date inside: the time of the file counts",  # --from and --to
    "Looking when {} photos were taken …",
}
"""What a search says only to those who typed options."""


def test_all_that_is_said_meanwhile_can_be_told() -> None:
    numbers = {re.sub(r"\{\w+\}", "{}", one) for one in PLURAL_FORMS}
    words = {text for text in told_meanwhile() if re.search("[a-z]", text)}
    rest = {text for text in words if not set(SENTENCES.split(text)) <= known() | numbers}
    assert rest - known() - TO_TYPISTS == COMPOSED


PLURAL_FORMS = [one for forms in TEMPLATES if isinstance(forms, tuple) for one in forms]
COMPOSED = {
    "{}: {} that you moved out of '{}' {} as confirmed.",
    "{}: {} {} taken for {} now, because you moved {} there.",
}
"""Whose plural forms are put together where they are said."""
