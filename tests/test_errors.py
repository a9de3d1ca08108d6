"""A fault that another process found comes back as what it is."""

from __future__ import annotations

import pickle

import pytest

from bot.errors import BeforehandError, ContentRefused, DeliveryFailed


@pytest.mark.parametrize(
    "fault",
    [
        ContentRefused("tr.yml:3 is wrong.", remedy="mend it."),
        DeliveryFailed("refused.", remedy="wait.", retry_after=3.5, final=True),
    ],
)
def test_a_fault_travels_between_processes(fault: BeforehandError) -> None:
    again = pickle.loads(pickle.dumps(fault))  # noqa: S301 - our own, made one line before
    assert type(again) is type(fault)
    assert str(again) == str(fault)
    assert vars(again) == vars(fault)
