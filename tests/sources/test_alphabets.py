"""The alphabet of names of which nothing says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.sources.alphabets import alphabet_of, decoded, western_of

OF_ELSEWHERE = [
    ("写真/家族.jpg", "cp932"),
    ("テスト/フォト.jpg", "cp932"),
    ("2018年7月22日 家族旅行.jpg", "cp932"),
    ("新しいフォルダー/海.jpg", "cp932"),
    ("照片/全家福.jpg", "gbk"),
    ("旅游/北京2018/故宫.jpg", "gbk"),
    ("新建文件夹/妈妈、爸爸.jpg", "gbk"),
    ("家庭照片/全家福.jpg", "cp950"),
    ("新增資料夾/生日.jpg", "cp950"),
    ("사진/가족.jpg", "cp949"),
    ("새 폴더/제주도 여행.jpg", "cp949"),
    ("Фото/Семья.jpg", "cp866"),
    ("Новая папка/Я и мама на море.jpg", "cp866"),
    ("ФОТО 2018", "cp866"),
]
OF_WESTERN_EUROPE = [
    "Ausflug nach Köln/Bärbel.jpg",
    "Größe.jpg",
    "Grüße/Füße/Höhöhe.jpg",
    "Été à la plage/Hélène et Thérèse.jpg",
    "crème brûlée créée/forêt.jpg",
    "Año nuevo/Niños pequeños/cumpleaños de Ángel/corazón.jpg",
    "Rødgrød med fløde/Ærø/Øl/blåbær.jpg",
    "Töölö/yö.jpg",
    "São João/Coração.jpg",
    "ÆØÅ.jpg",
    "Äö",
    "Ö.jpg",
]


@pytest.mark.parametrize(("name", "alphabet"), OF_ELSEWHERE)
def test_names_of_elsewhere_are_known_by_their_common_letters(name: str, alphabet: str) -> None:
    assert alphabet_of([name.encode(alphabet)]) == alphabet
    assert decoded(name.encode(alphabet), alphabet, "") == name


@pytest.mark.parametrize("name", OF_WESTERN_EUROPE)
def test_names_of_western_europe_are_left_alone(name: str) -> None:
    assert alphabet_of([name.encode("cp850")]) is None


def test_all_names_of_western_europe_together_are_left_alone() -> None:
    assert alphabet_of([name.encode("cp850") for name in OF_WESTERN_EUROPE]) is None


@pytest.mark.parametrize("name", OF_WESTERN_EUROPE)
def test_names_of_western_europe_are_in_the_alphabet_of_dos_or_in_that_of_windows(
    name: str,
) -> None:
    assert western_of([name.encode("cp850")]) == "cp850"
    written = name.encode("cp1252")
    too_short = name == "Ö.jpg"
    assert western_of([written]) == ("cp850" if too_short else "cp1252")
    assert alphabet_of([written]) is None


@pytest.mark.parametrize(
    "name",
    [
        "20°C m² ½ Nr.5§.jpg",
        "Paral·lel.jpg",
        "L\u00b4Aquila.jpg",
        "1ª-2º.jpg",
        "Öl 100m³ ó.jpg",
        "x",
    ],
)
def test_signs_that_are_in_names_of_dos_stay(name: str) -> None:
    assert western_of([name.encode("cp850")]) == "cp850"


def test_one_name_that_windows_would_not_write_is_enough() -> None:
    assert western_of(["Größe.jpg".encode("cp1252"), "Köln.jpg".encode("cp850")]) == "cp850"


@given(st.lists(st.text("abcäöüßéèàçñåøæêôûíóúáã", min_size=1, max_size=9), min_size=1))
def test_small_letters_of_dos_are_never_taken_for_windows(names: list[str]) -> None:
    assert western_of([name.encode("cp850") for name in names]) == "cp850"


@pytest.mark.parametrize(("name", "alphabet"), [("海.jpg", "cp932"), ("啊", "gbk"), ("Я", "cp866")])
def test_what_is_too_short_to_tell_is_left_alone(name: str, alphabet: str) -> None:
    assert alphabet_of([name.encode(alphabet)]) is None


def test_a_name_that_is_none_in_the_alphabet_stays() -> None:
    assert decoded(b"\x81", "cp932", "x") == "x"


LATIN = st.sampled_from("äöüßéèàçñåøæêîôûíóúáõãÄÖÜÉÅØÆÑ")
WORDS = st.lists(
    st.one_of(
        st.text("bcdfghklmnprstvwz", min_size=1, max_size=3),
        st.text("aeiou", min_size=1, max_size=2),
        st.tuples(st.sampled_from("bdfgklmnprst"), LATIN, st.sampled_from("bdfgklmnprst")).map(
            "".join
        ),
    ),
    min_size=2,
    max_size=5,
).map("".join)


@given(st.lists(WORDS, min_size=1, max_size=30))
def test_accents_between_letters_are_no_far_alphabet(words: list[str]) -> None:
    assert alphabet_of([f"{word}.jpg".encode("cp850") for word in words]) is None


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_any_bytes_have_an_alphabet_or_none(names: list[bytes]) -> None:
    alphabet = alphabet_of(names)
    for name in names:
        decoded(name, alphabet, "")
        decoded(name, western_of(names), "")


@given(st.text("あいうえおかきくけこさしすせそたちつてとなにの", min_size=2, max_size=8))
def test_kana_are_japanese(name: str) -> None:
    assert alphabet_of([name.encode("cp932")]) == "cp932"
