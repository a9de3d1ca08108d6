"""Scripts for the terminal: every command, and a kind refusal for what is none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.terminal import Burst, Press, Restart, Wait, Words, read_script
from bot.errors import ChannelRefused


def test_every_kind_of_line_is_read() -> None:
    script = [
        "# a comment\n",
        "\n",
        "hello there\n",
        "!choose choices.next\n",
        '!say "  /he said \\u0142 "\n',
        "!burst 2\n",
        "one\n",
        "# two\n",
        "!wait 3d\n",
        "!restart-engine\n",
        "!restart-core\n",
    ]
    assert list(read_script(script)) == [
        Words("hello there"),
        Press("choices.next"),
        Words("  /he said ł "),
        Burst(("one", "# two")),
        Wait(timedelta(days=3)),
        Restart("engine"),
        Restart("core"),
    ]


@pytest.mark.parametrize(
    "line", ["!dance", "!choose", "!say no quotes", "!say 7", "!wait soon", "!wait 3", "!burst x", "!burst 2"]
)
def test_a_line_that_is_no_command_is_refused_by_its_number_only(line: str) -> None:
    with pytest.raises(ChannelRefused) as refused:
        list(read_script(["hello", line]))
    assert "Line 2" in refused.value.message
    assert line not in refused.value.message
