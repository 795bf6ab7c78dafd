"""Who may come in: the page that this process opened, and nobody else.

Any program and any user of this computer can reach a port on it, and any web page that the browser
shows can send it requests. What they cannot do is guess the secret in the address, or make a
browser lie about `Host` and `Origin`.
"""

import hmac
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import Headers

from facefinder.host.dropped import MOST_BYTES

SECRET_BYTES: Final = 32
TICKET_SECONDS: Final = 120.0
"""For the browser to start."""
MOST_BODY_BYTES: Final = 256 * 1024
"""Longest body of a request that needs no more."""

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Server": "facefinder",
}
"""What every answer says: load nothing from elsewhere, show this in no other page, keep it not."""


@dataclass(frozen=True, slots=True)
class Body:
    """What may be sent.

    Attributes:
        kind: Its media type: one that a page of another site cannot send without asking first.
        most_bytes: How long it may be.
    """

    kind: str
    most_bytes: int


WISH: Final = Body("application/json", MOST_BODY_BYTES)
DECISIONS: Final = Body("application/json", 16_000_000)
"""About all faces of somebody at once, some hundred bytes each."""
PHOTO: Final = Body("application/octet-stream", MOST_BYTES)
"""Somebody's photo, dropped on the page."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request gets no answer: an HTTP status, and a word."""

    status: int
    reason: str


class Door:
    """Knows the secret, and lets in who knows it.

    The secret stands in the page's address, which no other page learns (`Referrer-Policy`). What
    is told to the browser on its command line, which other users may see, is a ticket: it leads to
    the page once, and only within `TICKET_SECONDS`.

    Args:
        port: Of the one socket that listens.
    """

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.secret = secrets.token_urlsafe(SECRET_BYTES)
        self._ticket = secrets.token_urlsafe(SECRET_BYTES)
        self._until = time.monotonic() + TICKET_SECONDS
        self._lock = threading.Lock()

    @property
    def origin(self) -> str:
        """The page's own, as browsers write it."""
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"{self.origin}/{self.secret}/"

    @property
    def ticket_address(self) -> str:
        """What leads to the page once."""
        return f"{self.origin}/{self._ticket}"

    def takes_ticket(self, ticket: str) -> bool:
        """Whether this is the ticket; it is none any more afterwards."""
        with self._lock:
            good = _same(ticket, self._ticket) and time.monotonic() < self._until
            if good:
                self._ticket = secrets.token_urlsafe(SECRET_BYTES)
            return good

    def knows(self, secret: str) -> bool:
        """Whether somebody has the secret."""
        return _same(secret, self.secret)

    def refusal(self, method: str, headers: Headers, body: Body = WISH) -> Refusal | None:
        """Why a request is refused whatever it asks for; None = it is not.

        Args:
            method: GET or POST, else it is refused.
            headers: By their names, in whatever capitals.
            body: What may be sent.
        """
        if method not in ("GET", "POST"):
            return Refusal(405, "method")
        if headers.get("Host") != self.host:  # a name that was made to lead here
            return Refusal(403, "host")
        origin = headers.get("Origin")
        if origin not in ((self.origin,) if method == "POST" else (None, self.origin)):
            return Refusal(403, "origin")
        return _refused_body(headers, body) if method == "POST" else None


def _refused_body(headers: Headers, body: Body) -> Refusal | None:
    """Why the body of a request will not be read; None = it will."""
    kind = (headers.get("Content-Type") or "").partition(";")[0].strip()
    if kind != body.kind:
        return Refusal(415, "kind")
    length = headers.get("Content-Length") or ""
    if "Transfer-Encoding" in headers:  # its end would be known only when all of it has come
        return Refusal(411, "length")
    if not (length.isascii() and length.isdigit()):
        return Refusal(411, "length")
    if len(length) > 9 or int(length) > body.most_bytes:
        return Refusal(413, "size")
    return None


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal; it takes equally long whatever they are."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode())
