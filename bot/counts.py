"""What a process counts of its own work for `/metrics`: numbers, never a person, a case or a word."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry(auto_describe=True)

ACCEPTED = Counter(
    "beforehand_messages_accepted", "Messages kept, by channel.", ["channel"], registry=REGISTRY
)
TURNS = Counter(
    "beforehand_turns",
    "Turns by how they ended: answered, failed, parked, late.",
    ["ended"],
    registry=REGISTRY,
)
TURN_SECONDS = Histogram(
    "beforehand_turn_seconds",
    "From taking a message up to its replies being kept.",
    buckets=(0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 20),
    registry=REGISTRY,
)
