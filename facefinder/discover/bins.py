"""Waste bins that are called by a plain word of the user's language.

Google Takeout names the album of the bin in the language of the account, and older desktops had a
folder for it on the desktop. Such a word counts only there: elsewhere a folder is what its owner
made of it.
"""

import re
import unicodedata
from typing import Final

_GOOGLES: Final = re.compile(r"google[ _-]?[^/ ]+|[^/ ]+ google")
"""What Takeout calls the folder of Google Photos: the second word is translated, and in some
languages the first."""

_GOOGLES_BIN: Final = re.compile("google photos?/bin")
"""In British English; elsewhere a folder of that name holds programs."""

_OF_DESKTOPS: Final = (
    "desktop|schreibtisch|bureau|escritorio|escriptori|área de trabalho|ambiente de trabalho"
    "|scrivania|bureaublad|pulpit|plocha|asztal|skrivbord|skrivebord|työpöytä|masaüstü"
    "|рабочий стол|робочий стіл|デスクトップ|바탕화면|바탕 화면|桌面"
)
_DESKTOPS: Final = frozenset(_OF_DESKTOPS.split("|"))

_OF_BINS: Final = (
    "trash|trash bin|recycle bin|wastebin|wastebasket|rubbish bin"
    "|papierkorb|mülleimer|corbeille|poubelle|papelera|papelera de reciclaje|paperera"
    "|lixeira|lixo|reciclagem|cestino|prullenbak|prullenmand|kosz|koš|kôš|koš za smeti"
    "|smetnjak|otpad|smeće|lomtár|kuka|coș de gunoi|coş de gunoi|gunoi|кошче|корзина"
    "|кошик|смітник|отпад|канта|κάδος|κάδος απορριμμάτων|κάδος ανακύκλωσης|çöp|çöp kutusu"
    "|papirkurv|papirkurven|papperskorg|papperskorgen|søppel|søppelkurv|roskakori|ruslafata"
    "|prügikast|miskaste|atkritne|šiukšlinė|šiukšliadėžė|ゴミ箱|ごみ箱|휴지통|回收站|垃圾箱"
    "|垃圾桶|废纸篓|廢紙簍|回收桶|資源回收筒|资源回收站|ถังขยะ|thùng rác|sampah|tempat sampah"
    "|אשפה|סל אשפה|האשפה|סל המיחזור|المهملات|سلة المهملات|سطل زباله|ट्रैश|रीसायकल बिन"
)
_BINS: Final = frozenset(_OF_BINS.split("|"))


def is_waste_bin(name: str, parent: str) -> bool:
    """Whether a folder is a bin by its name and by that of the folder that it lies in."""
    name, parent = _plain(name), _plain(parent)
    if name not in _BINS:
        return _GOOGLES_BIN.fullmatch(f"{parent}/{name}") is not None
    return parent in _DESKTOPS or _GOOGLES.fullmatch(parent) is not None


def _plain(name: str) -> str:
    """Without capitals; macOS writes accents as characters of their own."""
    return unicodedata.normalize("NFC", name.lower())
