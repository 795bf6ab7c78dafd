"""Who gets in: decided without a server."""

import pytest
from werkzeug.datastructures import Headers

from facefinder.app import door
from facefinder.app.door import Door

GOOD = {"Host": "127.0.0.1:4711"}
SENT = {
    **GOOD,
    "Origin": "http://127.0.0.1:4711",
    "Content-Type": "application/json",
    "Content-Length": "2",
}


def status(method: str, headers: dict[str, str]) -> int:
    refusal = Door(4711).refusal(method, Headers(headers))
    return refusal.status if refusal else 200


def test_the_page_is_let_in() -> None:
    assert status("GET", GOOD) == 200
    assert status("POST", SENT) == 200
    assert status("POST", {**SENT, "Content-Type": "application/json; charset=utf-8"}) == 200


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Host", "evil.example:4711", 403),
        ("Host", "127.0.0.1:4712", 403),
        ("Host", "", 403),
        ("Origin", "http://127.0.0.1:4712", 403),
        ("Origin", "null", 403),
        ("Content-Type", "text/plain", 415),
        ("Content-Type", "text/plain; application/json", 415),
        ("Content-Length", "", 411),
        ("Content-Length", "٣", 411),
        ("Content-Length", "9" * 5000, 413),
    ],
)
def test_one_wrong_word_is_enough_to_be_refused(name: str, value: str, expected: int) -> None:
    assert status("POST", {**SENT, name: value}) == expected


def test_every_door_has_another_secret_that_nobody_guesses() -> None:
    secrets = {Door(1).secret for _ in range(100)}
    assert len(secrets) == 100
    assert min(map(len, secrets)) >= 43  # 32 bytes


def test_a_ticket_leads_in_once() -> None:
    one = Door(1)
    ticket = one.ticket_address.rpartition("/")[2]
    assert ticket != one.secret
    assert not one.takes_ticket(one.secret)
    assert one.takes_ticket(ticket)
    assert not one.takes_ticket(ticket)


def test_a_ticket_is_good_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TICKET_SECONDS", 0.0)
    late = Door(1)
    assert not late.takes_ticket(late.ticket_address.rpartition("/")[2])
