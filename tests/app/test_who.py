"""The people to look for: dropped photos, people learned before, and groups that get a name."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from facefinder.errors import UsageError
from facefinder.host import dropped
from facefinder.host.dropped import MOST_BYTES
from tests.support.app_page import App
from tests.support.fakes import GREEN, RED, paint
from tests.support.needs import LINKS, needs
from tests.support.processes import wait_until

pytestmark = pytest.mark.slow


def kept(album: Path) -> list[str]:
    """What lies in the data folder beside the index."""
    data = album / "data"
    files = [path for path in data.rglob("*") if path.is_file()]
    inside = (path.relative_to(data).as_posix() for path in files)
    return sorted(path for path in inside if not path.startswith(("index.", "made-")))


def names(told: dict[str, Any]) -> list[str]:
    return [one["name"] for one in told["people"]]


def copies(album: Path, person: str) -> int:
    return len(list((album / "found" / person).glob("*.png")))


def test_a_dropped_photo_is_a_person_who_is_found(app: App, album: Path) -> None:
    assert app.drop("Anna", album / "known" / "Anna" / "1.png").status == 200
    told = app.look(known="")
    assert names(told) == ["Anna"]
    assert told["people"][0]["dropped"] is True
    assert [one["name"] for one in told["people"][0]["faces"]] == ["1.png"], "as it was called"
    app.search(None, album / "photos")
    assert copies(album, "Anna") == 5


def test_dropped_photos_and_a_folder_are_looked_for_together(app: App, album: Path) -> None:
    app.drop("Zoe", paint(album / "zoe.png", GREEN))
    app.drop("Anna", paint(album / "anna.png", RED, (1, 2, 3)))
    told = app.look(known=str(album / "known"))
    assert sorted(names(told)) == ["Anna", "Ben", "Zoe"]
    counts = {one["name"]: len(one["faces"]) for one in told["people"]}
    assert counts == {"Anna": 2, "Ben": 1, "Zoe": 1}


def test_a_photo_is_kept_once_in_the_data_folder_and_nowhere_else(app: App, album: Path) -> None:
    photo = album / "known" / "Anna" / "1.png"
    assert app.drop("Anna", photo).status == 200
    again = app.drop("anna", Path("image.png"), photo.read_bytes())
    assert (again.status, again.value["problem"]) == (
        409,
        "'image.png' is among the photos of Anna already. Choose another photo.",
    )
    (file,) = kept(album)
    assert file.startswith("dropped photos/Anna/1 ")
    assert (album / "data" / file).read_bytes() == photo.read_bytes()
    assert not (album / "found").exists()


@pytest.mark.parametrize(
    "person",
    [
        *(
            "",
            " ",
            "\u200b",
            "..",
            "../Anna",
            "/Anna",
            "a/b",
            "a\\b",
            "C:\\a",
            ".hidden",
            "a:b",
            "a.",
            "x\0",
        ),
        *("nul", "CON", "com1", "Aux.Anna", "LPT\xb9", "a" * 256),
    ],
)
def test_nobody_is_called_as_a_path(app: App, album: Path, person: str) -> None:
    answer = app.drop(person, album / "known" / "Anna" / "1.png")
    assert answer.status == 409
    assert kept(album) == []


@pytest.mark.parametrize(
    "name", ["../../evil.png", "/etc/evil.png", "a/../b.png", "..", "", "x\0y"]
)
def test_a_name_leads_nowhere(app: App, album: Path, name: str) -> None:
    before = {path for path in album.rglob("*") if "data" not in path.parts}
    photo = album / "known" / "Anna" / "1.png"

    answer = app.drop("Anna", Path(name), photo.read_bytes())
    assert answer.status == 200
    assert len(kept(album)) == 1
    assert {path for path in album.rglob("*") if "data" not in path.parts} == before


@pytest.mark.parametrize("person", ["Änna", "José María", "李 雷", "O'Neil-Smith", "2019"])
def test_people_are_called_as_they_are_called(app: App, album: Path, person: str) -> None:
    for number, spelling in enumerate((person, unicodedata.normalize("NFD", person).upper())):
        photo = paint(album / "x.png", RED, (number, 2, 3))
        assert app.drop(f" {spelling}  ", photo).status == 200
    told = app.look(known="")
    assert names(told) == [person]
    assert len(told["people"][0]["faces"]) == 2
    app.post("undrop", person=person.casefold())
    assert names(app.look(known="")) == []
    assert kept(album) == []


def test_a_folder_says_how_a_name_is_spelled(app: App, album: Path) -> None:
    app.look(known=str(album / "known"))
    app.drop("ANNA", paint(album / "anna.png", RED, (1, 2, 3)))
    assert kept(album)[0].startswith("dropped photos/Anna/")
    told = app.look(known=str(album / "known"))
    assert {one["name"]: one["dropped"] for one in told["people"]} == {"Anna": True, "Ben": False}


@pytest.mark.parametrize(("name", "kept_as"), [("x.txt", ".png"), ("x", ".png"), ("x.JPG", ".JPG")])
def test_a_photo_is_one_whatever_it_is_called(
    app: App, album: Path, name: str, kept_as: str
) -> None:
    photo = album / "known" / "Anna" / "1.png"
    assert app.drop("Anna", Path(name), photo.read_bytes()).status == 200
    assert kept(album)[0].endswith(kept_as)
    assert len(app.look(known="")["people"][0]["faces"]) == 1


def test_to_open_the_page_keeps_nothing(app: App, album: Path) -> None:
    assert names(app.look(known="")) == []
    assert list((album / "data").glob("index*")) == []


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg/>", b"\xff\xd8\xff" + bytes(99)])
def test_what_is_no_photo_is_refused_and_not_kept(app: App, album: Path, content: bytes) -> None:
    answer = app.drop("Anna", Path("x.jpg"), content)
    assert answer.status == 409
    assert "x.jpg" in answer.value["problem"]
    assert kept(album) == []


def test_a_photo_that_is_too_large_is_not_read(app: App) -> None:
    answer = app.ask(
        "POST",
        f"/{app.secret}/drop?person=A&name=b",
        b"x",
        Content_Type="application/octet-stream",
        Origin=app.origin,
        Content_Length=str(MOST_BYTES + 1),
    )
    assert answer.status == 413


def test_photos_are_bounded_in_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropped, "MOST_PHOTOS", 2)
    there = dropped.DroppedPhotos(tmp_path, lambda _: None)
    for content in (b"1", b"2"):
        there.add("Anna", "x.jpg", content)
    with pytest.raises(UsageError):
        there.add("Anna", "x.jpg", b"3")
    there.remove("anna")
    there.add("Anna", "x.jpg", b"3")


def test_remove_all_traces_lists_and_removes_dropped_photos(app: App, album: Path) -> None:
    app.drop("Anna", album / "known" / "Anna" / "1.png")
    mine = album / "data" / "dropped photos" / "Anna" / "mine.png"
    mine.write_bytes(b"mine")
    told = app.get("traces").value
    assert ["dropped photos" in line for line in told["files"]].count(True) == 1
    assert app.post("purge").status == 200
    assert kept(album) == ["dropped photos/Anna/mine.png"]
    mine.unlink()
    app.drop("Anna", album / "known" / "Anna" / "1.png")
    assert app.post("purge").status == 200
    assert kept(album) == []
    assert not (album / "data" / "dropped photos").exists()


@needs(LINKS)
@pytest.mark.parametrize("link", ["dropped photos", "dropped photos/Anna"])
def test_nothing_is_written_through_a_link(app: App, album: Path, link: str) -> None:
    elsewhere = album / "elsewhere"
    elsewhere.mkdir()
    place = album / "data" / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere, target_is_directory=True)
    assert app.drop("Anna", album / "known" / "Anna" / "1.png").status == 409
    assert list(elsewhere.iterdir()) == []


@needs(LINKS)
def test_links_among_dropped_photos_are_not_followed(app: App, album: Path) -> None:
    app.drop("Anna", album / "known" / "Anna" / "1.png")
    folder = album / "data" / "dropped photos"
    (folder / "Ben").symlink_to(album / "known" / "Ben", target_is_directory=True)
    assert app.get("traces").value["others"]
    app.post("undrop", person="Ben")
    app.post("purge")
    assert (album / "known" / "Ben" / "1.png").exists()


def test_somebody_in_the_photos_gets_a_name_and_is_found(wide: App, album: Path) -> None:
    app = wide
    groups = app.grouped(album / "photos")
    largest = groups[0]
    assert largest["photos"] == 5
    assert app.get(f"face/{largest['faces'][0]}").body.startswith(b"\xff\xd8")
    assert app.post("name", group=largest["id"], person=" Anna ").status == 200
    assert app.look(known="")["learned"] == [{"name": "Anna", "faces": 5}]
    state = app.search(None, album / "photos", learned=["Anna"])
    assert [one["name"] for one in state["found"]["people"]] == ["Anna"]
    assert copies(album, "Anna") == 5


def test_only_those_who_were_chosen_are_looked_for(wide: App, album: Path) -> None:
    app = wide
    largest = app.grouped(album / "photos")[0]
    app.post("name", group=largest["id"], person="Anna")
    state = app.search(album / "known" / "Ben", album / "photos", learned=[])
    assert [one["name"] for one in state["found"]["people"]] == ["Ben"]
    state = app.search(album / "known" / "Ben", album / "photos", learned=["Anna"])
    assert sorted(one["name"] for one in state["found"]["people"]) == ["Anna", "Ben"]


def test_who_is_not_ticked_is_not_looked_for(wide: App, album: Path) -> None:
    wide.drop("Zoe", paint(album / "zoe.png", RED, (1, 2, 3)))
    largest = wide.grouped(album / "photos")[0]
    wide.post("name", group=largest["id"], person="Anna")
    wish = {"absent": ["ANNA", "zoe"], "learned": []}
    state = wide.search(album / "known", album / "photos", **wish)
    assert [one["name"] for one in state["found"]["people"]] == ["Ben"]
    assert copies(album, "Anna") == 0


def test_who_has_no_usable_face_is_no_hindrance_without_the_tick(app: App, album: Path) -> None:
    (album / "known" / "Zoe").mkdir()
    (album / "known" / "Zoe" / "1.jpg").write_bytes(b"no picture")
    state = app.search(album / "known", album / "photos", absent=["Zoe"])
    assert state["phase"] == "ready"
    assert copies(album, "Anna") == 5


def test_what_is_chosen_is_kept_until_the_program_forgets_all(app: App) -> None:
    assert app.get("wish").value == {}
    assert app.post("keep", known="/people", learned=["Anna"]).status == 200
    assert app.get("wish").value == {"known": "/people", "learned": ["Anna"]}
    assert app.post("purge").status == 200
    assert app.get("wish").value == {}


def test_a_group_gets_its_name_after_a_search_and_not_during_one(wide: App, album: Path) -> None:
    largest = wide.grouped(album / "photos")[0]
    wide.search(album / "known", album / "photos")
    assert wide.post("name", group=largest["id"], person="Zoe").status == 200
    assert wide.get("people").value["learned"] == [{"name": "Zoe", "faces": 5}]
    for number in range(400):
        paint(album / "photos" / f"more-{number}.png", RED, (10 + number % 200, 20, number % 7))
    wide.post("start", known=str(album / "known"), inputs=[str(album / "photos")])
    wide.post("pause", on=True)
    answer = wide.post("name", group=largest["id"], person="Anna")
    assert answer.value["problem"] == "A search is running. Stop it first."


def test_a_name_that_was_mistyped_is_forgotten(wide: App, album: Path) -> None:
    largest = wide.grouped(album / "photos")[0]
    for typed, spelled in (("Ana", "Ana"), ("Anna", "Anna"), (" ANNA ", "Anna")):
        answer = wide.post("name", group=largest["id"], person=typed)
        assert answer.value == {"name": spelled}
        assert wide.get("people").value["learned"] == [{"name": spelled, "faces": 5}]
    told = wide.look(known=str(album / "known"))
    assert told["learned"] == []
    assert {one["name"]: one["learned"] for one in told["people"]} == {"Anna": 5, "Ben": 0}


def test_a_group_that_looks_unlike_the_photos_of_a_person_is_asked_back(
    wide: App, album: Path
) -> None:
    told = wide.look(known=str(album / "known"))
    faces = {one["name"]: one["faces"][0]["face"] for one in told["people"]}
    largest = wide.grouped(album / "photos")[0]
    answer = wide.post("name", group=largest["id"], person="ben")
    assert answer.value == {"unlike": faces["Ben"]}
    assert wide.get("people").value["people"][1]["learned"] == 0
    assert wide.get(f"face/{faces['Ben']}").status == 200
    assert wide.post("name", group=largest["id"], person="Anna").value == {"name": "Anna"}
    answer = wide.post("name", group=largest["id"], person="Ben", sure=True)
    assert answer.value == {"name": "Ben"}


@pytest.mark.parametrize("person", ["", "  ", "\u200b", "\0"])
def test_nobody_is_called_nothing(wide: App, album: Path, person: str) -> None:
    largest = wide.grouped(album / "photos")[0]
    assert wide.post("name", group=largest["id"], person=person).status == 409
    assert wide.get("people").value["learned"] == []


def test_a_look_at_who_is_there_can_be_stopped(app: App, album: Path) -> None:
    for number in range(200):
        paint(album / "photos" / f"more-{number}.png", RED, (10, 20, number))
    assert app.post("group", inputs=[str(album / "photos")]).status == 200
    assert app.post("ungroup").status == 200
    assert wait_until(lambda: not app.get("groups").value["busy"])
    told = app.get("groups").value
    assert (told["groups"], told["problem"]) == (None, "")
    assert app.post("ungroup").status == 200


def test_a_group_that_is_not_there_gets_no_name(app: App) -> None:
    assert app.post("name", group="x", person="Anna").status == 409
    assert app.post("group", inputs=["/nowhere/at/all"]).status == 409
