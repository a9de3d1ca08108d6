"""A Telegram chat before anybody has come in: link or code, PIN, six digits twice, return code.

What is typed here are secrets. They are held in memory for a quarter of an hour at most, go to no inbox, no
engine and no log, and are taken out of the chat again. Whatever is refused, the words are the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from hmac import compare_digest

from bot.channels.telegram_steps import (
    QUESTIONS,
    AskDigits,
    AskFirstPerson,
    AskPin,
    ChooseDigits,
    Claim,
    Desk,
    Guesses,
    Step,
    place_of,
)
from bot.channels.telegram_typed import Code, Typed, code_in, digits_in
from bot.errors import Conflict, DigitsWeak, InviteRefused, PinWrong
from bot.messages import Channel, Inbound, InboundKind
from bot.records.conversations import Conversation
from bot.services.arrival import Arrival, Claimed

LIFE = 15 * 60.0
ON_TELEGRAM = Channel.TELEGRAM


@dataclass(slots=True)
class Arriving:
    """Chats on their way in. Call it for one update of a chat at a time."""

    arrival: Arrival
    desk: Desk
    is_danger: Callable[[str], bool]
    _steps: dict[str, tuple[Step, float]] = field(default_factory=dict)
    guesses: Guesses = field(default_factory=Guesses)

    async def start(self, typed: Typed, token: str | None, here: Conversation | None) -> None:
        """Somebody pressed Start. A link is looked up only together with its PIN."""
        if token is not None:
            await self._ask(typed, AskPin(token))
        elif here is None:
            await self.desk.tell(typed, "notices.unknown_chat")
        elif here.digits_set:
            await self._begin(typed, here)
        else:
            await self._ask(typed, ChooseDigits(here.id))

    def expects(self, typed: Typed, here: Conversation | None) -> bool:
        """Whether this message is a step on the way in: if so it must be kept nowhere.

        Words of danger never are: they go the way of every message.
        """
        in_talk = here is not None and here.digits_set
        if code_in(typed.words, in_talk=in_talk) is not None:
            return True
        if self.is_danger(typed.words):
            return False
        if self._step(typed, here) is None:
            # A PIN, typed when we have forgotten what it belongs to.
            return here is None and digits_in(typed.words, in_talk=True) is not None
        # Whoever lives in this chat goes on talking while somebody else is at the door.
        return not in_talk or digits_in(typed.words, in_talk=True) is not None

    async def take(self, typed: Typed, here: Conversation | None) -> None:
        """Take a message that `expects` was true of. Raises RecordsRefused."""
        in_talk = here is not None and here.digits_set
        code = code_in(typed.words, in_talk=in_talk)
        if code is not None:
            await self._code(typed, code)
            return
        step, digits = self._step(typed, here), digits_in(typed.words, in_talk=in_talk)
        if step is None:
            await self.desk.tell(typed, "notices.unknown_chat")
            return
        if digits is None:
            await self._ask(typed, step)
            return
        match step:
            case AskPin(token=token):
                claim = partial(self.arrival.claim_link, token, digits, **place_of(typed))
                await self._claim(typed, claim)
            case AskDigits(code=known):
                back = partial(self.arrival.come_back, known, digits, **place_of(typed))
                await self._claim(typed, back, back=True)
            case AskFirstPerson():
                await self._first_person(typed, step, digits)
            case ChooseDigits():
                await self._choose(typed, step, digits, here)

    async def ask_again(self, typed: Typed, here: Conversation) -> None:
        """Ask for the digits that are still missing before anybody may talk here."""
        await self._ask(typed, self._step(typed, here) or ChooseDigits(here.id))

    def _step(self, typed: Typed, here: Conversation | None) -> Step | None:
        step, until = self._steps.get(typed.address, (None, 0.0))
        if step is not None and until > time.monotonic():
            return step
        self._steps.pop(typed.address, None)
        # We were started again in between: the claim is kept, the digits are still to be chosen.
        return ChooseDigits(here.id) if here is not None and not here.digits_set else None

    async def _ask(self, typed: Typed, step: Step, item: str | None = None) -> None:
        now = time.monotonic()
        self._steps = {chat: kept for chat, kept in self._steps.items() if kept[1] > now}
        self._steps[typed.address] = (step, now + LIFE)
        item = item or QUESTIONS[type(step)]
        if isinstance(step, ChooseDigits):
            await self.desk.say(step.conversation_id, item)
        else:
            await self.desk.tell(typed, item)

    async def _code(self, typed: Typed, code: Code) -> None:
        """A code that a worker said, or somebody's own: they look alike, so digits are always asked for."""
        if code.digits is not None:
            back = partial(self.arrival.come_back, code.text, code.digits, **place_of(typed))
            await self._claim(typed, back, back=True)
            return
        spoken = partial(self.arrival.claim_spoken, code.text, **place_of(typed))
        await self._claim(typed, spoken, otherwise=AskDigits(code.text))

    async def _claim(
        self,
        typed: Typed,
        claim: Claim,
        *,
        displacing: str | None = None,
        back: bool = False,
        otherwise: Step | None = None,
    ) -> None:
        if not self.guesses.are_few(typed.address):
            await self._refuse(typed)
            return
        try:
            claimed = await asyncio.to_thread(claim, displacing=displacing)
        except PinWrong:
            self.guesses.wrong(typed.address)
            await self.desk.tell(typed, "notices.pin_wrong")
        except InviteRefused:
            self.guesses.wrong(typed.address)
            if otherwise is None:
                await self._refuse(typed)
            else:
                await self._ask(typed, otherwise)
        except Conflict:
            await self._taken(typed, claim, back=back)
        else:
            await self._arrived(typed, claimed, back=back)

    async def _taken(self, typed: Typed, claim: Claim, *, back: bool) -> None:
        resident = await asyncio.to_thread(self.arrival.living_in, ON_TELEGRAM, typed.address)
        if resident is None:
            await self._refuse(typed)
            return
        await self._ask(typed, AskFirstPerson(claim, resident.id, back))

    async def _first_person(self, typed: Typed, step: AskFirstPerson, digits: str) -> None:
        right = self.guesses.are_few(typed.address) and await asyncio.to_thread(
            self.arrival.are_their_digits, step.resident, digits, now=datetime.now(UTC)
        )
        if not right:
            self.guesses.wrong(typed.address)
            await self._refuse(typed)
            return
        await self._claim(typed, step.claim, displacing=step.resident, back=step.back)

    async def _arrived(self, typed: Typed, claimed: Claimed, *, back: bool) -> None:
        self._steps.pop(typed.address, None)
        await self.desk.settle(typed.address, claimed.conversation_id)
        if not claimed.digits_set:
            await self._ask(typed, ChooseDigits(claimed.conversation_id))
            return
        if back:
            await self.desk.say(claimed.conversation_id, "notices.moved_here")
        await self._begin(typed, None)

    async def _choose(self, typed: Typed, step: ChooseDigits, digits: str, here: Conversation | None) -> None:
        if here is None or here.id != step.conversation_id or here.digits_set:
            await self._refuse(typed)
        elif step.first is None:
            await self._ask(typed, replace(step, first=digits), "notices.digits_again")
        elif not compare_digest(step.first.encode(), digits.encode()):
            await self._ask(typed, replace(step, first=None), "notices.digits_differ")
        else:
            try:
                choose = partial(self.arrival.choose_digits, here.id, digits, now=datetime.now(UTC))
                code = await asyncio.to_thread(choose)
            except DigitsWeak:
                await self._ask(typed, replace(step, first=None), "notices.digits_weak")
                return
            self._steps.pop(typed.address, None)
            await self.desk.say(here.id, "notices.return_code", code=code)
            await self._begin(typed, here)

    async def _begin(self, typed: Typed, here: Conversation | None) -> None:
        if here is None:
            here = await asyncio.to_thread(self.arrival.living_in, ON_TELEGRAM, typed.address)
        again = here is not None and here.state is not None
        kind = InboundKind.RESUME if again else InboundKind.BEGIN
        name, now = f"begin-{typed.update_id}", datetime.now(UTC)
        await self.desk.begin(Inbound(ON_TELEGRAM, name, typed.address, kind, now, device=typed.language))

    async def _refuse(self, typed: Typed) -> None:
        self._steps.pop(typed.address, None)
        await self.desk.tell(typed, "notices.code_refused")
