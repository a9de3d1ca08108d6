"""A processor that does not go on after an action failed.

Rasa's own logs the exception, drops the action's events and carries on: the person would get half a
turn. Here the turn fails as a whole, core keeps the message and tries again.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.processor import MessageProcessor
from rasa.shared.exceptions import RasaException


class TurnFailedError(RasaException):
    """The turn has no whole answer. `code` says where, and holds no word of anybody's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WholeTurnProcessor(MessageProcessor):
    """Rasa's processor, failing where Rasa's carries on."""

    async def _run_action(self, action: Action, *args: Any, **kwargs: Any) -> bool:
        failed = False
        run = action.run

        async def watched(*run_args: Any, **run_kwargs: Any) -> Any:
            nonlocal failed
            try:
                return await run(*run_args, **run_kwargs)
            except ActionExecutionRejection:
                # How a form says that the message was not for it; Rasa goes on to the rule.
                raise
            except Exception:  # whatever it is, the whole turn has failed; it is raised again at once
                failed = True
                raise

        action.run = watched
        go_on = await super()._run_action(action, *args, **kwargs)
        if failed:
            raise TurnFailedError("action_failed")
        return bool(go_on)
