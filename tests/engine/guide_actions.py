"""A guide of three questions behind rasa_sdk's protocol, written out by hand.

The real actions need core's Python; the protocol is what the engine has to keep to.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.signature import HEADER, TURN_HEADER, Verifier

QUESTIONS = ["q.one", "q.two", "q.three"]
Answer = dict[str, Any]


def said(content: str, **args: str) -> Answer:
    return {"custom": {"content": content, "args": args}}


def slot(name: str, value: str | None) -> Answer:
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


def answer(call: Answer) -> Answer:
    """Return events and responses of one action, from nothing but the call."""
    name = call["next_action"]
    slots = call["tracker"]["slots"]
    if name == "action_begin":
        return _answer([slot("guide", "g.test"), slot("question", QUESTIONS[0])], said("hello"))
    if name == "action_ask_answer":
        return _answer([], said(slots["question"]))
    if name == "validate_guide_form":
        return _validate(slots)
    if name == "action_answer_topic":
        intent = call["tracker"]["latest_message"]["intent"]["name"]
        return _answer([], said(f"topics.{intent.removeprefix('ask_')}"))
    if name == "action_did_you_mean":
        return _answer([], said("did_you_mean", control=slots["suggestion"]))
    if name == "action_delete_everything":
        # A control that opens a question of its own where none was open.
        opened = [slot("answer", None), slot("question", "q.sure")]
        return _answer([*opened, {"event": "followup", "name": "guide_form", "timestamp": None}])
    return _answer([], said(name))


def _validate(slots: Answer) -> Answer:
    if slots.get("answer") is None:
        return _answer([])
    here = slots["question"]
    at = QUESTIONS.index(here) if here in QUESTIONS else len(QUESTIONS)
    at += -1 if slots["answer"] == "go_back" else 1
    if at >= len(QUESTIONS):
        return _answer([slot("question", None), slot("answer", "done")])
    return _answer([slot("question", QUESTIONS[max(at, 0)]), slot("answer", None)])


def _answer(events: list[Answer], *responses: Answer) -> Answer:
    return {"events": events, "responses": list(responses)}


class ActionServer:
    """Serves the actions on loopback and keeps every call for the tests to look at.

    `instead` maps an action's name to (status, body) to give in its place.
    """

    def __init__(self, key: bytes) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.instead: dict[str, tuple[int, bytes]] = {}
        self.delay = 0.0
        self._verifier = Verifier(key)
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One write an answer: two wait for each other some 40 ms.
            wbufsize = 65536

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, reply = owner.reply(dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reply(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        self.calls.append((headers, body))
        if not self._verifier.check(headers.get(HEADER, ""), body, time.time()):
            return 401, b""
        call = json.loads(body)
        assert headers[TURN_HEADER] == call["sender_id"]
        time.sleep(self.delay)
        if call["next_action"] in self.instead:
            return self.instead[call["next_action"]]
        return 200, json.dumps(answer(call)).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
