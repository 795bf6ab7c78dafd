"""What a page needs to speak all languages, without asking anybody."""

from typing import Any

from facefinder.language.catalogue import codes, language


def languages_of_a_page(spoken: str) -> dict[str, Any]:
    """What ``decide/language.js`` reads, as JSON can say it.

    Args:
        spoken: The language to begin with, one of `catalogue.codes`.
    """
    return {
        "spoken": _as_pages_say_it(spoken),
        "languages": [
            {
                "code": _as_pages_say_it(one.code),
                "name": one.name,
                "plurals": one.plurals,
                "sentences": one.sentences,
            }
            for one in map(language, codes())
        ],
    }


def _as_pages_say_it(code: str) -> str:
    return code.replace("_", "-")
