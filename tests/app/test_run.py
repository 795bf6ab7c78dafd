"""A search as the page drives it: what a decision does, at once, and the way back."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_page import App, copies, decide, matches, rejected, served
from tests.support.archive_files import pack
from tests.support.fakes import RED, paint
from tests.support.processes import PATIENCE_SECONDS, wait_until
from tests.support.videos import film

pytestmark = pytest.mark.slow


ANNA = {f"anna-{number}.png" for number in range(5)}


def test_sure_ones_are_copied_and_what_is_in_doubt_waits(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    assert copies(album, "Anna") == ANNA
    assert copies(album, "Ben") == {"ben.png"}
    assert state["copied"] == [6, 6]
    assert not matches(state, "Ben")["perhaps.png"]["sure"]


def test_whom_google_names_is_told_with_the_photo(app: App, album: Path) -> None:
    (album / "photos" / "ben.png.json").write_text('{"people": [{"name": "Benjamin"}]}', "utf-8")
    photos = app.search(album / "known", album / "photos")["found"]["photos"].values()
    noted = {one["name"]: one.get("noted") for one in photos}
    assert (noted["ben.png"], noted["anna-1.png"]) == (["Benjamin"], None)


def test_an_edited_photo_is_a_version_of_its_original(app: App, album: Path) -> None:
    paint(album / "photos" / "ben-edited.png", (0, 60, 255))
    found = matches(app.search(album / "known", album / "photos"), "Ben")
    assert found["ben-edited.png"]["version"] == found["ben.png"]["version"]
    assert found["perhaps.png"]["version"] != found["ben.png"]["version"]


def test_wrong_is_gone_at_once_and_undone_at_once(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    face = matches(state, "Anna")["anna-2.png"]["face"]
    decide(app, ("Anna", face, False))
    state = app.after(1)
    assert copies(album, "Anna") == ANNA - {"anna-2.png"}
    assert state["last"]["removed"] == 1
    assert "anna-2.png" not in matches(state, "Anna")
    assert rejected(state, "Anna").keys() == {"anna-2.png"}
    app.post("undo")
    state = app.after(2)
    assert copies(album, "Anna") == ANNA
    assert state["last"]["added"] == 1
    assert "anna-2.png" in matches(state, "Anna")
    assert not state["canUndo"]


def test_only_what_changed_is_told_again(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    face = matches(state, "Anna")["anna-2.png"]["face"]
    decide(app, ("Anna", face, False))
    app.after(1)
    told = app.get(f"state/{state['version']}").value["found"]
    anna, ben = told["people"]
    assert (told["whole"], ben["matches"], ben["gone"]) == (False, [], [])
    assert anna["gone"] == []
    assert [one["face"] for one in anna["matches"] if one["rejected"]] == [face]
    assert len(anna["matches"]) < 5
    assert "found" not in app.get(f"state/{app.state()['version']}").value


def test_all_faces_of_somebody_are_one_request_and_one_action(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    faces = [one["face"] for one in matches(state, "Anna").values()]
    others = [f"{number:032x}:1,2,3,4" for number in range(9_997)]  # which nobody found
    decide(app, *(("Anna", face, False) for face in (*faces[:3], *others)))
    app.after(1)
    assert len(copies(album, "Anna")) == 2
    app.post("undo")
    assert not app.after(2)["canUndo"]
    assert copies(album, "Anna") == ANNA


def test_yes_to_a_doubt_is_in_the_folder_at_once(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    decide(app, ("Ben", matches(state, "Ben")["perhaps.png"]["face"], True))
    state = app.after(1)
    assert copies(album, "Ben") == {"ben.png", "perhaps.png"}
    assert matches(state, "Ben")["perhaps.png"]["confirmed"]


def test_it_is_told_what_was_said_where_no_copy_comes_or_goes(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    anna = [("Anna", one["face"], True) for one in matches(state, "Anna").values()]
    decide(app, *anna)
    told = app.after(1)["last"]
    assert (told["confirmed"], told["rejected"], told["added"]) == (len(ANNA), 0, 0)
    decide(app, ("Ben", matches(state, "Ben")["perhaps.png"]["face"], False))
    told = app.after(2)["last"]
    assert (told["confirmed"], told["rejected"], told["removed"]) == (0, 1, 0)


def test_it_is_somebody_else_moves_the_copy_in_one_go(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    face = matches(state, "Anna")["anna-0.png"]["face"]
    decide(app, ("Anna", face, False), ("Ben", face, True))
    state = app.after(1)
    assert copies(album, "Anna") == ANNA - {"anna-0.png"}
    assert copies(album, "Ben") == {"ben.png", "anna-0.png"}
    assert (state["last"]["confirmed"], state["last"]["rejected"]) == (1, 0)
    app.post("undo")
    assert app.after(2)["last"]["undone"]
    assert copies(album, "Anna") == ANNA
    assert copies(album, "Ben") == {"ben.png"}


def test_decisions_outlive_the_search_and_the_index_knows(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    decide(app, ("Anna", matches(state, "Anna")["anna-4.png"]["face"], False))
    app.after(1)
    app.post("look", known=str(album / "known"))  # the search is over
    assert wait_until(lambda: not app.get("people").value["busy"])
    state = app.search(album / "known", album / "photos")
    assert "anna-4.png" not in matches(state, "Anna")
    assert state["progress"]["known"] == state["progress"]["total"]


def test_a_copy_that_somebody_changed_stays_and_that_is_said(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    paint(album / "found" / "Anna" / "anna-1.png", RED, RED)
    decide(app, ("Anna", matches(state, "Anna")["anna-1.png"]["face"], False))
    state = app.after(1)
    assert "anna-1.png" in copies(album, "Anna")
    assert state["last"]["removed"] == 0
    assert "changed after it was copied" in state["last"]["problem"]


def test_a_file_that_somebody_put_there_is_never_touched(app: App, album: Path) -> None:
    mine = paint(album / "found" / "Anna" / "anna-3.png", RED, RED, RED)
    content = mine.read_bytes()
    state = app.search(album / "known", album / "photos")
    assert "anna-3 (2).png" in copies(album, "Anna")
    decide(app, ("Anna", matches(state, "Anna")["anna-3.png"]["face"], False))
    app.after(1)
    assert mine.read_bytes() == content
    assert "anna-3 (2).png" not in copies(album, "Anna")


def test_a_search_can_pause_stop_and_go_on_where_it_was(app: App, album: Path) -> None:
    for number in range(400):
        paint(album / "photos" / "more" / f"{number}.png", RED, (10 + number % 200, 20, number % 7))
    app.post("start", known=str(album / "known"), inputs=[str(album / "photos")])
    app.post("pause", on=True)
    assert wait_until(lambda: app.state()["progress"].get("done"))
    done = app.state()["progress"]["done"]
    state = app.state()
    assert (state["phase"], state["paused"], state["progress"]["done"]) == ("reading", True, done)
    app.post("stop")
    assert wait_until(lambda: app.state()["phase"] == "ready")
    state = app.state()
    assert state["stopped"]
    assert state["progress"]["done"] < state["progress"]["total"]
    state = app.search(album / "known", album / "photos")
    assert state["progress"]["known"] >= done
    assert not state["stopped"]


def test_what_is_found_meanwhile_can_be_judged_meanwhile(app: App, album: Path) -> None:
    for number in range(1500):
        paint(album / "photos" / "more" / f"{number}.png", RED, (10 + number % 200, 20, number % 8))
    app.post("start", known=str(album / "known"), inputs=[str(album / "photos")])

    def found_so_far() -> dict[str, dict[str, Any]]:
        state = app.state()
        return matches(state, "Anna") if "found" in state else {}

    assert wait_until(found_so_far)
    app.post("pause", on=True)
    name, match = next(iter(found_so_far().items()))
    decide(app, ("Anna", match["face"], True))
    state = app.after(1)
    assert state["phase"] == "reading"
    assert copies(album, "Anna") == {name}  # others wait until all photos are read
    told = state["last"]
    assert told["added"] == 1
    app.post("stop")
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert len(copies(album, "Anna")) > 1
    assert app.state()["last"] == told  # the page may not have heard of it before


def test_a_person_without_a_usable_face_is_named_before_the_search_and_ends_none(
    app: App, album: Path
) -> None:
    (album / "known" / "Zoe").mkdir()
    (album / "known" / "Zoe" / "1.jpg").write_bytes(b"no picture")
    app.post("look", known=str(album / "known"))
    assert wait_until(lambda: not app.get("people").value["busy"])
    people = {one["name"]: one for one in app.get("people").value["people"]}
    assert len(people["Anna"]["faces"]) == 1
    assert people["Zoe"]["faces"] == []
    assert people["Zoe"]["unused"][0]["name"] == "1.jpg"
    assert app.get(f"face/{people['Anna']['faces'][0]['face']}").body.startswith(b"\xff\xd8")
    state = app.search(album / "known", album / "photos")  # in a hurry, without a look
    assert state["phase"] == "ready"
    assert {one["name"] for one in state["found"]["people"]} == {"Anna", "Ben"}
    assert "Zoe" in " ".join(state["found"]["warnings"])


def test_remove_all_traces_removes_what_was_shown_and_nothing_else(app: App, album: Path) -> None:
    (album / "data").mkdir(exist_ok=True)
    (album / "data" / "mine.txt").write_text("mine")
    app.search(album / "known", album / "photos")
    told = app.get("traces").value
    assert any("index.sqlite" in line for line in told["files"])
    assert not any("mine.txt" in line for line in told["files"])
    assert ["mine.txt" in line for line in told["others"]] == [True]
    assert app.post("purge").status == 200
    assert {path.name for path in (album / "data").iterdir()} == {"mine.txt"}
    assert copies(album, "Anna") == ANNA
    app.search(album / "known", album / "photos")  # and it still works


def test_names_are_written_beside_copies_and_go_with_them(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    app.post("names", on=True)
    state = app.after(1)
    assert state["named"]
    assert state["last"]["named"] == 6
    beside = {"anna-1.xmp", "anna-1.png.xmp"}
    assert copies(album, "Anna") & beside
    decide(app, ("Anna", matches(state, "Anna")["anna-1.png"]["face"], False))
    app.after(2)
    assert not copies(album, "Anna") & beside
    app.post("undo")
    app.after(3)
    assert copies(album, "Anna") & beside  # what comes is named, too
    (album / "found" / "Ben" / "mine.xmp").write_text("mine")
    app.post("names", on=False)
    state = app.after(4)
    assert (state["named"], state["last"]["problem"]) == (False, "")
    assert copies(album, "Anna") == ANNA
    assert copies(album, "Ben") == {"ben.png", "mine.xmp"}
    app.post("names", on=True)
    assert app.after(5)["last"]["named"] == 6


def test_a_face_of_equal_photos_is_one_picture_and_counts_once(app: App, album: Path) -> None:
    shutil.copy2(album / "photos" / "anna-1.png", album / "photos" / "Kopie von anna-1.png")
    app.search(album / "known", album / "photos")
    app.post("faces", on=True)
    listed = album / "found" / "faces" / "manifest.csv"
    assert wait_until(lambda: listed.is_file() and len(listed.read_bytes().splitlines()) == 8)
    assert wait_until(lambda: app.state()["savedFaces"] == 6)  # as without the double


def test_names_are_written_also_by_the_next_search(app: App, album: Path) -> None:
    app.search(album / "known", album / "photos")
    app.post("names", on=True)
    app.after(1)
    beside = {"anna-1.xmp", "anna-1.png.xmp"}
    paint(album / "photos" / "new.png", RED, (9, 90, 9))
    state = app.search(album / "known", album / "photos")
    assert state["named"]
    assert copies(album, "Anna") & {"new.xmp", "new.png.xmp"}
    decide(app, ("Anna", matches(state, "Anna")["anna-1.png"]["face"], False))
    app.after(1)
    assert not copies(album, "Anna") & beside
    app.post("undo")
    app.after(2)
    assert copies(album, "Anna") & beside
    app.post("names", on=False)
    app.after(3)
    assert copies(album, "Anna") == ANNA | {"new.png"}
    assert not app.search(album / "known", album / "photos")["named"]


def test_a_stopped_search_goes_on_at_a_word(app: App, album: Path) -> None:
    for number in range(400):
        paint(album / "photos" / "more" / f"{number}.png", RED, (10 + number % 200, 20, number % 7))
    app.post("start", known=str(album / "known"), inputs=[str(album / "photos")])
    app.post("stop")
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert app.state()["stopped"]
    assert app.post("resume").status == 200
    assert wait_until(app.has_all)
    assert len(matches(app.state(), "Anna")) == 405


def test_a_search_that_goes_on_shows_at_once_what_it_had_found(app: App, album: Path) -> None:
    app.search(album / "known", album / "photos")
    for number in range(400):
        paint(album / "photos" / "more" / f"{number}.png", RED, (10 + number % 200, 20, number % 7))
    app.post("start", known=str(album / "known"), inputs=[str(album / "photos")])
    app.post("pause", on=True)
    assert wait_until(lambda: app.state()["progress"].get("done"))
    assert set(matches(app.state(), "Anna")) >= ANNA


def test_a_drive_that_has_gone_is_told_and_the_search_goes_on_when_it_is_back(
    app: App, album: Path
) -> None:
    photos, away = album / "photos", album / "unplugged"
    for number in range(400):
        paint(photos / "more" / f"{number}.png", RED, (10 + number % 200, 20, number % 7))
    app.post("start", known=str(album / "known"), inputs=[str(photos)])
    app.post("pause", on=True)
    assert wait_until(lambda: app.state()["progress"].get("done"))
    photos.rename(away)
    app.post("pause", on=False)
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert app.state()["lost"] == [str(photos)]
    away.rename(photos)
    assert app.post("resume").status == 200
    assert wait_until(app.has_all)
    assert len(matches(app.state(), "Anna")) == 405


def test_folders_that_were_clicked_away_are_not_searched(app: App, album: Path) -> None:
    paint(album / "photos" / "Sc[a]ns" / "1.png", RED, (1, 2, 3))
    paint(album / "photos" / "Scans" / "2.png", RED, (1, 2, 4))
    told = app.post("counts", places=[str(album / "photos")]).value
    assert list(told) == [str(album / "photos")]
    wish = {"known": str(album / "known"), "inputs": [str(album / "photos")]}
    app.post("start", **wish, without=[str(album / "photos" / "Sc[a]ns")])
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert copies(album, "Anna") == ANNA | {"2.png"}


def test_copies_of_earlier_searches_are_counted_for_themselves(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos")
    assert state["earlier"] == 0
    few = album / "few"
    few.mkdir()
    (album / "photos" / "anna-1.png").rename(few / "anna-1.png")
    state = app.search(album / "known", few)
    assert copies(album, "Anna") == ANNA
    assert (state["copies"], state["earlier"]) == ({"Anna": 1}, 5)
    decide(app, ("Anna", matches(state, "Anna")["anna-1.png"]["face"], False))
    assert app.after(1)["earlier"] == 5


def test_what_the_dates_leave_out_is_told(app: App, album: Path) -> None:
    state = app.search(album / "known", album / "photos", first="1999-01-01", last="1999-12-31")
    assert "photos of other times" in state["problem"]
    os.utime(album / "photos" / "anna-1.png", (0, 930_000_000))  # in 1999
    state = app.search(album / "known", album / "photos", first="1999-01-01", last="1999-12-31")
    assert (state["searched"], state["otherTimes"]) == (1, 6)


def test_what_an_action_left_for_the_next_is_copied_after_it(app: App, album: Path) -> None:
    for number in range(60):
        paint(album / "photos" / f"more-{number}.png", RED, (90, 121, 4 * number))
    app.search(album / "known", album / "photos")
    hers = matches(app.state(), "Anna")
    everything = copies(album, "Anna")
    decide(app, *(("Anna", hers[name]["face"], False) for name in everything))
    app.after(1)
    assert copies(album, "Anna") == set()
    app.post("undo")
    decide(app, ("Anna", hers["anna-0.png"]["face"], False))
    app.after(3)
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert copies(album, "Anna") == everything - {"anna-0.png"}


def test_videos_are_searched_where_they_are_wanted(app: App, album: Path) -> None:
    film(album / "photos" / "film.avi", [(6, [RED]), (9, []), (6, [RED])])
    found = app.search(album / "known", album / "photos", videos=True)
    assert (found["searched"], found["videos"], found["progress"]["videos"]) == (8, 1, 1)
    match = matches(found, "Anna")["film.avi, 0:01"]
    assert match["name"] == "film.avi, 0:01, 0:16"
    assert "film.avi" in copies(album, "Anna")
    assert app.get(f"photo/{match['photo']}").status == 200
    decide(app, ("Anna", match["face"], False))
    app.after(1)
    again = matches(app.state(), "Anna")["film.avi, 0:16"]
    assert "name" not in again
    decide(app, ("Anna", again["face"], False))
    app.after(2)
    assert "film.avi" not in copies(album, "Anna")
    found = app.search(album / "known", album / "photos")
    assert not any("film" in name for name in matches(found, "Anna"))


def test_close_ends_the_program_well(app: App) -> None:
    app.post("finish")
    assert app.process.wait(60) == 0


def test_a_paused_search_keeps_no_program_without_a_page(app: App, album: Path) -> None:
    for number in range(400):
        paint(album / "photos" / "more" / f"{number}.png", RED, (10 + number % 200, 20, number % 7))
    app.post("start", known=str(album / "known"), inputs=[str(album / "photos")])
    app.post("pause", on=True)
    assert wait_until(lambda: app.state()["progress"].get("done"))
    app.post("left")  # the page is closed
    assert app.process.wait(PATIENCE_SECONDS) == 0


def test_what_was_deleted_in_the_folder_stays_away_in_the_app(album: Path) -> None:
    with served(album) as app:
        state = app.search(album / "known", album / "photos")
        decide(app, ("Anna", matches(state, "Anna")["anna-1.png"]["face"], True))
        app.after(1)
    for name in ("anna-1.png", "anna-2.png"):  # one of them confirmed before
        (album / "found" / "Anna" / name).unlink()
    with served(album) as app:
        state = app.search(album / "known", album / "photos")
        assert copies(album, "Anna") == ANNA - {"anna-1.png", "anna-2.png"}
        assert "anna-2.png" not in matches(state, "Anna")


def test_what_was_deleted_by_hand_is_said_and_ends_no_stopped_search(album: Path) -> None:
    with served(album) as app:
        app.search(album / "known", album / "photos")
        (album / "found" / "Anna" / "anna-1.png").unlink()
        app.post("purge")  # it is not known any more what was in the photos
        for number in range(400):
            paint(
                album / "photos" / "z" / f"{number}.png", RED, (10 + number % 200, 20, number % 7)
            )
        app.post("start", known=str(album / "known"), inputs=[str(album / "photos")])
        assert wait_until(lambda: app.state()["progress"].get("done"))
        app.post("stop")
        assert wait_until(lambda: app.state()["phase"] == "ready")
        (note,) = app.state()["notes"]
        assert "1 copy that you deleted" in note
        decide(app, ("Anna", matches(app.state(), "Anna")["anna-0.png"]["face"], False))
        assert "anna-0.png" not in matches(app.after(1), "Anna")
        app.post("language", code="de")
        assert "1 Kopie" in app.state()["notes"][0]
        app.post("language", code="en")


def test_where_nothing_can_take_effect_any_more_that_is_said(app: App, album: Path) -> None:
    zoe = album / "known" / "Zoe"
    zoe.mkdir()
    (zoe / "1.jpg").write_bytes(b"no picture")
    assert app.search(zoe, album / "photos")["phase"] == "failed"
    for deed in ("undo", "names"):
        assert app.post(deed).status == 409
    wish = [{"person": "Anna", "face": "00:0,0,1,1", "yes": True}]
    assert app.post("decide", decisions=wish).status == 409


def test_what_could_not_be_copied_is_said_and_tried_again(app: App, album: Path) -> None:
    mine = album / "found"
    mine.write_text("mine")  # no folder
    state = app.search(album / "known", album / "photos")
    assert state["unsettled"]
    mine.unlink()
    app.post("copy")
    assert app.after(1)["unsettled"] == ""
    assert copies(album, "Anna") == ANNA


def test_a_folder_of_copies_that_is_gone_is_filled_again(app: App, album: Path) -> None:
    assert app.post("open").status == 409
    state = app.search(album / "known", album / "photos")
    (album / "found").rename(album / "elsewhere")
    decide(app, ("Anna", matches(state, "Anna")["anna-1.png"]["face"], False))
    app.after(1)
    assert copies(album, "Anna") == ANNA - {"anna-1.png"}
    assert copies(album, "Ben") == {"ben.png"}


def test_a_copy_out_of_an_archive_goes_and_comes_back(app: App, album: Path) -> None:
    photo = paint(album / "z.png", RED, (1, 2, 3))
    pack(album / "photos" / "old.zip", {"trip/z.png": photo.read_bytes()})
    state = app.search(album / "known", album / "photos")
    assert copies(album, "Anna") == ANNA | {"z.png"}
    name = next(name for name in matches(state, "Anna") if name.endswith("z.png"))
    found = matches(state, "Anna")[name]
    assert state["found"]["photos"][str(found["photo"])]["archive"] == "old.zip"
    decide(app, ("Anna", matches(state, "Anna")[name]["face"], False))
    app.after(1)
    assert copies(album, "Anna") == ANNA
    app.post("undo")
    app.after(2)
    assert copies(album, "Anna") == ANNA | {"z.png"}


def test_what_was_decided_takes_effect_also_when_something_else_is_begun(
    app: App, album: Path
) -> None:
    state = app.search(album / "known", album / "photos")
    for match in matches(state, "Anna").values():
        decide(app, ("Anna", match["face"], False))
    app.post("look", known=str(album / "known"))
    assert wait_until(lambda: not app.get("people").value["busy"])
    assert copies(album, "Anna") == set()
