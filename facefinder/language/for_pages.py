"""What a page needs to speak all languages, without asking anybody."""

from collections.abc import Iterable
from typing import Any

from facefinder.language.catalogue import codes, language
from facefinder.language.retold import retold


def languages_of_a_page(spoken: str, texts: Iterable[str] = ()) -> dict[str, Any]:
    """What ``decide/language.js`` reads, as JSON can say it.

    Args:
        spoken: The language to begin with, one of `catalogue.codes`.
        texts: English ones of the program that the page shows, as reasons and warnings are; by
            ``t(text)`` they are told again.
    """
    own = sorted(set(filter(None, texts)))
    return {
        "spoken": _as_pages_say_it(spoken),
        "languages": [
            {
                "code": _as_pages_say_it(one.code),
                "name": one.name,
                "plurals": one.plurals,
                "sentences": {**one.sentences, **{text: retold(text, one) for text in own}},
            }
            for one in map(language, codes())
        ],
    }


def _as_pages_say_it(code: str) -> str:
    return code.replace("_", "-")
