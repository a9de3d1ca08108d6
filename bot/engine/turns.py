"""The turns in flight, and the state that comes with each and goes back with its reply.

The engine keeps nothing else: a tracker lives from the request to the reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import SerializedTrackerAsDict, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

State = dict[str, Any]
MOST_CHARACTERS = 200


class StateError(ValueError):
    """A state that this engine can not have made."""


class TurnStore(TrackerStore, SerializedTrackerAsDict):
    """Rasa's tracker store for one turn at a time: what is not in flight does not exist."""

    def __init__(self, domain: Domain | None, event_broker: Any = None, **_: Any) -> None:
        super().__init__(domain, event_broker)
        self._in_flight: dict[str, DialogueStateTracker] = {}

    def open(self, tracker: DialogueStateTracker) -> None:
        """Take up a turn. Raises StateError when a turn of that id is in flight already."""
        if tracker.sender_id in self._in_flight:
            raise StateError("that turn is in flight")
        self._in_flight[tracker.sender_id] = tracker

    def close(self, turn: str) -> DialogueStateTracker:
        """Forget a turn and return its tracker as it was saved last."""
        return self._in_flight.pop(turn)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Hold the tracker until its turn is closed."""
        if tracker.sender_id in self._in_flight:
            self._in_flight[tracker.sender_id] = tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of a turn in flight."""
        return self._in_flight.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """Return the ids of the turns in flight."""
        return list(self._in_flight)


def tracker_from(
    turn: str, state: State | None, slots: dict[str, str | None], domain: Domain
) -> DialogueStateTracker:
    """Return a tracker that stands where `state` says, with `slots` set over it, and listens.

    Raises StateError when the state has not the shape that `state_of` gives.
    """
    state = {"slots": {}, "active_loop": None} if state is None else state
    loop = state.get("active_loop")
    held = state.get("slots")
    if not isinstance(held, dict) or not (loop is None or loop in domain.form_names):
        raise StateError("state")
    known = {slot.name for slot in domain.slots}
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    for name, value in {**held, **slots}.items():
        if not (value is None or (isinstance(value, str) and len(value) <= MOST_CHARACTERS)):
            raise StateError("slot")
        # A slot of an earlier version's domain is dropped: it steers nothing now.
        if name in known:
            events.append(SlotSet(name, value))
    if loop is not None:
        events.append(ActiveLoop(loop))
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return DialogueStateTracker.from_events(turn, events, slots=domain.slots, domain=domain)


def state_of(tracker: DialogueStateTracker) -> State:
    """Return what must come back with the next turn: the slots that are set, and the open form."""
    slots = {
        name: slot.value
        for name, slot in tracker.slots.items()
        if isinstance(slot.value, str) and slot.has_been_set
    }
    return {"slots": slots, "active_loop": tracker.active_loop_name}
