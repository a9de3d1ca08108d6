"""The call that tells a council's own system, against a real https server on loopback."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import trustme

from bot.channels.notice_hook import HookAddress
from bot.errors import DeliveryFailed, SettingsRefused


@dataclass
class Called:
    """A server that keeps what it is sent. `status` is what it answers."""

    port: int = 0
    status: int = 204
    location: str = ""
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def address(self, path: str = "/look") -> HookAddress:
        return HookAddress.from_url(f"https://localhost:{self.port}{path}", self.trusted)


@pytest.fixture
def called() -> Iterator[Called]:
    here = Called()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            here.taken.append((self.path, body, str(self.headers)))
            self.send_response(here.status)
            if here.location:
                self.send_header("Location", here.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.configure_trust(here.trusted)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def test_one_line_is_handed_over_and_nothing_beside_it(called: Called) -> None:
    called.address().call("Please sign in: https://staff.example/alerts")
    ((path, body, headers),) = called.taken
    assert path == "/look"
    assert json.loads(body) == {"text": "Please sign in: https://staff.example/alerts"}
    assert not {"cookie:", "authorization:", "referer:"} & set(headers.lower().split())


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 500, 503])
def test_what_is_not_taken_is_a_failure_and_no_redirect_is_followed(called: Called, status: int) -> None:
    """I-04, SSRF: whoever answers sends us nowhere, and its answer shows in nothing."""
    called.status, called.location = status, f"https://localhost:{called.port}/elsewhere"
    with pytest.raises(DeliveryFailed) as fault:
        called.address().call("x")
    assert [path for path, _, _ in called.taken] == ["/look"]
    assert "localhost" not in str(fault.value)


def test_a_certificate_that_nobody_vouches_for_is_not_believed(called: Called) -> None:
    with pytest.raises(DeliveryFailed):
        HookAddress.from_url(f"https://localhost:{called.port}/look").call("x")
    with pytest.raises(DeliveryFailed):
        HookAddress.from_url(f"https://127.0.0.1:{called.port}/look", called.trusted).call("x")
    assert called.taken == []


def test_a_proxy_of_the_environment_is_not_used(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    called.address().call("x")
    assert len(called.taken) == 1


def test_nobody_who_listens_is_a_failure_without_the_address(called: Called) -> None:
    with pytest.raises(DeliveryFailed) as fault:
        HookAddress.from_url("https://localhost:9/secret-path").call("x")
    assert "secret-path" not in str(fault.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://oncall.example/secret",
        "ftp://oncall.example/secret",
        "file:///etc/secret",
        "https:///secret",
        "https://us:secret@oncall.example/",
        "https://oncall.example/#secret",
        "secret",
        "",
    ],
)
def test_another_address_is_refused_without_its_value(url: str) -> None:
    with pytest.raises(SettingsRefused) as fault:
        HookAddress.from_url(url)
    assert "secret" not in str(fault.value)


def test_its_repr_holds_no_address(called: Called) -> None:
    assert "localhost" not in repr(called.address())
