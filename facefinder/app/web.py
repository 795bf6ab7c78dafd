"""Requests -> answers: which address means what. Nothing is opened that a request names.

Every answer is a file of the page (from a fixed list), a picture of a face or photo that the run
itself listed (by its name or number), or JSON.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from facefinder.app.awaited import ENOUGH_S
from facefinder.app.closed import closed_to_us
from facefinder.app.conversation import Conversation
from facefinder.app.door import DECISIONS, HEADERS, MOST_BODY_BYTES, PHOTO, WISH, Door
from facefinder.errors import FacefinderError, UsageError
from facefinder.language.for_pages import languages_of_a_page
from facefinder.language.retold import retold_on_page
from facefinder.language.say import spoken
from facefinder.report.scripts import joined

ANSWERS: Final = 16
"""Requests that are answered at once; a browser has six connections to one server."""
KINDS: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
SHARED: Final = ("app/page_files", "report/page_files")
"""Folders of the package whose files the page loads; it shares much with that of a report."""
PAGE: Final = "app/page_files/app.html"
SCRIPT: Final = "app/page_files/scripts/app.js"
"""By which all others are loaded."""
DROP: Final = "drop"
LARGE: Final = {DROP: PHOTO, "decide": DECISIONS}
"""Addresses to which more than a wish may be sent, by those who know the secret."""

DEEDS: Final[Mapping[str, Callable[[Conversation, Mapping[str, Any]], None]]] = {
    "look": lambda talk, wish: talk.who.look(wish),
    "group": lambda talk, wish: talk.who.group(wish),
    "ungroup": lambda talk, _: talk.who.stop_grouping(),
    "undrop": lambda talk, wish: talk.who.remove_photos(wish),
    "keep": Conversation.keep,
    "start": Conversation.start,
    "pause": Conversation.pause,
    "stop": lambda talk, _: talk.stop(),
    "resume": lambda talk, _: talk.resume(),
    "decide": Conversation.decide,
    "undo": lambda talk, _: talk.undo(),
    "names": Conversation.name_copies,
    "faces": Conversation.cut_faces,
    "copy": lambda talk, _: talk.copy(),
    "open": lambda talk, _: talk.open_folder(),
    "purge": lambda talk, _: talk.remove_traces(),
    "left": lambda talk, _: talk.lasting.leave(),
    "finish": lambda talk, _: talk.lasting.finish(),
}
"""What is done because the page says so; the answer is empty, or says why not."""

ROUTES: Final = Map(
    [
        Rule("/", endpoint="page", methods=["GET"]),
        Rule("/files/<path:name>", endpoint="file", methods=["GET"]),
        Rule("/words", endpoint="words", methods=["GET"]),
        Rule("/places", endpoint="places", methods=["GET"]),
        Rule("/wish", endpoint="kept", methods=["GET"]),
        Rule("/people", endpoint="people", methods=["GET"]),
        Rule("/groups", endpoint="groups", methods=["GET"]),
        Rule("/state/<int:seen>", endpoint="state", methods=["GET"]),
        Rule("/face/<name>", endpoint="face", methods=["GET"]),
        Rule("/photo/<int:number>", endpoint="photo", methods=["GET"]),
        Rule("/unread", endpoint="unread", methods=["GET"]),
        Rule("/traces", endpoint="traces", methods=["GET"]),
        *(
            Rule(f"/{name}", endpoint=name, methods=["POST"])
            for name in ("folder", "counts", "language", "name", DROP)
        ),
        *(Rule(f"/{name}", endpoint=name, methods=["POST"]) for name in DEEDS),
    ]
)


class Web:
    """A WSGI application.

    Args:
        conversation: Knows and does everything.
        door: Says who may ask.
    """

    def __init__(self, conversation: Conversation, door: Door) -> None:
        self._conversation = conversation
        self._door = door
        self._turns = threading.BoundedSemaphore(ANSWERS)
        self._one_large, self._one_photo = threading.Lock(), threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response(environ, start)

    def _answer(self, request: Request) -> Response:
        door = self._door
        secret, slash, rest = request.path.lstrip("/").partition("/")
        body = LARGE.get(rest, WISH) if door.knows(secret) else WISH
        request.max_content_length = body.most_bytes
        refusal = door.refusal(request.method, request.headers, body)
        if refusal is not None:
            return Response(refusal.reason, refusal.status)
        if not slash and request.method == "GET" and door.takes_ticket(secret):
            return redirect(door.address, 303)
        if not slash or not door.knows(secret):
            return Response("There is nothing here.", 404)
        self._conversation.lasting.hears()
        try:
            with self._heard_out(request), self._turns:
                return self._done(request, f"/{rest}")
        except HTTPException as error:
            return Response(error.name, error.code)
        except (FacefinderError, OSError) as error:
            said = closed_to_us(error) if isinstance(error, OSError) else error
            if said is None:
                raise
            return _json({"problem": retold_on_page(str(said))}, 409)

    @contextmanager
    def _heard_out(self, request: Request) -> Iterator[None]:
        """Read all that is sent before it is its turn: whoever is slow keeps no others waiting.

        Raises:
            UsageError: It is large, and another large one is in memory.
        """
        is_large = (request.content_length or 0) > MOST_BODY_BYTES
        if is_large and not self._one_large.acquire(timeout=ENOUGH_S):
            raise UsageError("Something large is being sent already.", "Try again in a moment.")
        try:
            if request.method == "POST":
                request.get_data()
            yield
        finally:
            if is_large:
                self._one_large.release()

    def _done(self, request: Request, path: str) -> Response:
        endpoint, values = ROUTES.bind(self._door.host).match(path, request.method)
        if endpoint in DEEDS:
            DEEDS[endpoint](self._conversation, _wish(request))
            return _json({})
        answer: Response = getattr(self, f"_{endpoint}")(request, **values)
        return answer

    def _page(self, _: Request) -> Response:
        return Response(files()[PAGE], content_type=KINDS["html"])

    def _file(self, _: Request, name: str) -> Response:
        if name not in files():
            raise NotFound
        return Response(files()[name], content_type=KINDS[name.rpartition(".")[2]])

    def _words(self, _: Request) -> Response:
        return _json(languages_of_a_page(spoken().code))

    def _language(self, request: Request) -> Response:
        self._conversation.speak(str(_wish(request).get("code", "")))
        return _json({})

    def _places(self, _: Request) -> Response:
        return _json(self._conversation.choice.places())

    def _kept(self, _: Request) -> Response:
        return _json(self._conversation.wish)

    def _people(self, _: Request) -> Response:
        return _json(self._conversation.who.told())

    def _groups(self, _: Request) -> Response:
        return _json(self._conversation.who.grouped())

    def _state(self, _: Request, seen: int) -> Response:
        return _json(self._conversation.state(seen))

    def _face(self, _: Request, name: str) -> Response:
        for register in self._conversation.registers():
            spot = register.face(name)
            if spot is not None:
                return _picture(self._conversation.pictures.face(name, spot))
        raise NotFound

    def _photo(self, _: Request, number: int) -> Response:
        for register in self._conversation.registers():
            shown = register.photo(number)
            if shown is not None:
                return _picture(self._conversation.pictures.photo(shown))
        raise NotFound

    def _unread(self, _: Request) -> Response:
        return _json(self._conversation.unread())

    def _traces(self, _: Request) -> Response:
        return _json(self._conversation.traces())

    def _folder(self, request: Request) -> Response:
        return _json(self._conversation.choice.folder(str(_wish(request).get("path", ""))))

    def _counts(self, request: Request) -> Response:
        return _json(self._conversation.choice.counts(_wish(request)))

    def _name(self, request: Request) -> Response:
        return _json(self._conversation.who.name(_wish(request)))

    def _drop(self, request: Request) -> Response:
        person, name = request.args.get("person", ""), request.args.get("name", "")
        with self._one_photo:
            self._conversation.who.add_photo(person, name, request.get_data())
        return _json({})


@cache
def files() -> Mapping[str, bytes]:
    """Every file that the page may load, by its path below the package.

    Its scripts are one: by themselves they would be sixty requests, one module after the other as
    they name each other, which took half of the time until the page was there.
    """
    package = resources.files("facefinder")
    found: dict[str, bytes] = {}
    modules: dict[str, str] = {}

    def add(folder: Traversable, path: str) -> None:
        for entry in folder.iterdir():
            inside = f"{path}/{entry.name}"
            if entry.is_dir():
                add(entry, inside)
            elif entry.name.endswith(".js"):
                modules[inside] = entry.read_text("utf-8")
            elif entry.name.rpartition(".")[2] in KINDS:
                found[inside] = entry.read_bytes()

    for path in SHARED:
        add(package.joinpath(*path.split("/")), path)
    found[SCRIPT] = joined(SCRIPT, modules.__getitem__).encode()
    return found


def _wish(request: Request) -> Mapping[str, Any]:
    """What a request wants, as JSON says it; {} where that makes no sense."""
    try:
        wish = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return {}
    return wish if isinstance(wish, dict) else {}


def _json(value: Any, status: int = 200) -> Response:  # noqa: ANN401 - whatever JSON can say
    return Response(json.dumps(value), status, content_type="application/json")


def _picture(data: bytes | None) -> Response:
    if data is None:
        raise NotFound
    return Response(data, content_type="image/jpeg")
