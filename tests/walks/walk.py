"""A person who answers, skips, goes back, changes, adds, pauses; and what by then should be kept of it.

The account (`said`, `helped`, `beside`, `shared`) is kept from what the person was shown and did.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.content.model import Item
from bot.messages import InboundKind, Say
from bot.services import helper
from bot.services.prepare import ALSO_WRITTEN, REVIEW
from bot.services.staged import SHARING
from tests.walks.talks import Talk

WORDS = (
    "On Sunday we baked bread and she laughed when the dough stuck to my nose",
    "His nan takes him to the swings after school and he tells her all about his day",
    "Mój syn lubi, kiedy czytamy razem przed snem, and then we turn off the big light",
    "neglect",
    "She sleeps in her own bed every night now, and I walk with her to the bus",
    "The dog next door barks and my little one laughs about it until he has the hiccups",
)
KEPT = ("words", "choice", "scale")
GOOD_TIME = "choose:side.good_time:choices.good_time"
# Never pressed on a walk: after these there is nothing to come back to.
ENDS = ("send", "delete_everything", "start_again", "raise_alert", "further_part", "bad_time", "helper_says")


@dataclass
class Walk:
    """Each method that takes a number is one kind of step; it returns False where it cannot be taken."""

    talk: Talk
    said: dict[str, list[str]] = field(default_factory=dict)
    helped: dict[str, list[str]] = field(default_factory=dict)
    beside: list[tuple[str, str]] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)
    turns: int = 0

    @property
    def open(self) -> str:
        """The question that was asked last, as the person saw it."""
        assert self.talk.asked is not None
        return self.talk.asked.content.partition("#")[0]

    @property
    def item(self) -> Item:
        return self.talk.known.texts.content.item(self.open)

    @property
    def standing(self) -> str:
        """The guide's question, also while something that is none of the guide's stands in front of it."""
        waits = self.talk.position.return_to
        return waits if waits and not (self._part(self.open) and self.item.answer in KEPT) else self.open

    def send(
        self, words: str | None = None, *, kind: InboundKind = InboundKind.WORDS, **how: str
    ) -> list[Say]:
        """Send one message. Nothing is ever answered with silence, and each reply can be put into words."""
        self.turns += 1
        says = self.talk.send(words, kind=kind, **how)
        assert says, f"silence at {self.open}"
        assert all(text.strip() for text in self.talk.texts())
        return says

    def begin(self) -> None:
        self.send(kind=InboundKind.BEGIN)

    def take(self, step: str, number: int) -> None:
        """Take one step; where it cannot be taken here, go on instead. Then look at what is kept."""
        taken = step if getattr(self, step)(number) else "go_on"
        if taken != step:
            self.go_on(number)
        self.steps[taken] += 1
        self.agrees()

    def agrees(self) -> None:
        """What is kept is what was said, no more and no less, and what stands open is what was asked."""
        held = {one: answer.parts for one, answer in self.talk.answers.items() if answer.kind in KEPT}
        assert held == self.said
        assert {question: self.talk.answers[question].sharing for question in held} == {
            question: self.shared.get(question, "worker_only") for question in held
        }
        assert self.talk.helper == self.helped
        assert sorted((one.question, one.value) for one in self.talk.asides) == sorted(self.beside)
        assert self.talk.position.question == self.open

    # --- going on

    def go_on(self, number: int) -> bool:
        """Answer what stands open, or press one of its buttons."""
        pressed = self.choices()
        if self.item.answer == "language":
            self.send(button=self.buttons("language")[number % 2])
        elif pressed and not (self.item.answer == "words" and number % 2):
            self.press(pressed[number % len(pressed)])
        else:
            self.write(number)
        return True

    def write(self, number: int) -> bool:
        """Words, also where only a button counts."""
        question, words = self.open, WORDS[number % len(WORDS)]
        if self.item.answer == "language":
            return False
        gate, settled = self.item.answer not in KEPT, ALSO_WRITTEN in self.talk.answers
        late = gate and (settled or self._part(self.talk.position.return_to or self.open) == REVIEW)
        self.send(words)
        if late and len(words.split()) >= 3:
            self._hold(ALSO_WRITTEN, words, more=True)
        elif gate:
            self.beside.append((ALSO_WRITTEN if len(words.split()) >= 3 else self.standing, words))
        else:
            self._hold(question, words)
        return True

    def press(self, button: str) -> None:
        """Press a button of the open question, and go on to the end of what that begins."""
        question, value = self.open, button.rpartition(":")[2]
        effect = None if value.isdigit() else self.talk.known.texts.content.item(value).effect
        loose = [words for one, words in self.beside if one == ALSO_WRITTEN]
        self.send(button=button)
        if effect is None:
            self._hold(question, value)
        elif effect == "keep_asides":
            self.beside = [(one, words) for one, words in self.beside if one != ALSO_WRITTEN]
            for words in loose:
                self._hold(ALSO_WRITTEN, words, more=True)
        elif effect in SHARING:
            self.shared = dict.fromkeys(self.talk.answers, SHARING[effect])
        elif effect == "not_yet":
            self._come_back()
        self.shared = {one: how for one, how in self.shared.items() if one in self.talk.answers}

    # --- what else people do

    def skip(self, number: int) -> bool:  # noqa: ARG002 - every step takes one
        self.send(button="control:skip")
        return True

    def go_back(self, number: int) -> bool:  # noqa: ARG002 - every step takes one
        self.send(button="control:go_back")
        return True

    def change(self, number: int) -> bool:
        """Pick an earlier answer and give another."""
        if not self.said:
            return False
        self.send(button="control:change_answer")
        picks = self.buttons("change")
        self.send(button=picks[number % len(picks)])
        return self.go_on(number)

    def look_aside(self, number: int) -> bool:
        """Open the list of answers, or of words, and leave it again by going back or skipping."""
        self.send(button=("control:change_answer", "control:word_meaning")[number % 2])
        if self.open.startswith("side."):
            self.send(button=("control:go_back", "control:skip")[number // 2 % 2])
        return True

    def add(self, number: int) -> bool:
        """Add to the answer that was given last."""
        if not self.said:
            return False
        question, words = list(self.said)[-1], WORDS[number % len(WORDS)]
        assert self.send(button="control:add_to_answer")[-1].content == "menus.add_to_answer.done"
        self.send(words)
        self._hold(question, words, more=True)
        return True

    def add_to_earlier(self, number: int) -> bool:
        """Words about a question that was asked earlier, sent when the next one stands open already."""
        earlier = sorted(question for question in self.said if question != self.talk.position.question)
        if not earlier:
            return False
        question, words = earlier[number % len(earlier)], WORDS[number % len(WORDS)]
        self.send(words, about=question)
        self._hold(question, words, more=True)
        return True

    def pause(self, number: int) -> bool:  # noqa: ARG002 - every step takes one
        self.send(button="control:pause")
        self._come_back()
        return True

    def switch_language(self, number: int) -> bool:
        self.send(button="control:change_language")
        self.send(button=self.buttons("language")[number % 2])
        return True

    def ask_topic(self, number: int) -> bool:
        """A question back: it is answered, and its words wait in case they were an answer."""
        words = "Is it a court, and who will be there on that day"
        self.send(words, understood=("ask_is_it_court", "ask_who_will_be_there")[number % 2])
        self.beside.append((self.standing, words))
        return True

    def was_my_answer(self, number: int) -> bool:
        """What was taken for a question back was the answer."""
        if self.item.answer not in KEPT or self.open == ALSO_WRITTEN:
            return False
        if "control:that_was_my_answer" not in self.buttons("control"):
            self.ask_topic(number)
        question, words = self.beside.pop()
        self.send(button="control:that_was_my_answer")
        self._hold(question, words, more=True)
        return True

    def press_stale(self, number: int) -> bool:
        """A button of a question that is not open does nothing."""
        stale = ("choose:arrival.limits:choices.have_read", "choose:review.with_you:choices.with_nobody")
        button = stale[number % 2]
        if button.split(":")[1] == self.open:
            return False
        assert self.send(button=button)[0].content == "notices.stale_button"
        return True

    def hear_again(self, number: int) -> bool:
        self.send(button=("control:repeat", "control:simpler")[number % 2])
        return True

    def report_due(self, number: int) -> bool:  # noqa: ARG002 - every step takes one
        """The day comes on which the guide asks about the report, wherever somebody is by then."""
        self.talk.due = frozenset({"report"})
        self.send(button="control:repeat")
        return True

    def share_one(self, number: int) -> bool:
        if not self.said:
            return False
        question, how = sorted(self.said)[number % len(self.said)], sorted(SHARING)[number % 3]
        for ending in ("", f":choices.{how}"):
            self.send(button=f"share:{question}{ending}")
        self.shared[question] = SHARING[how]
        return True

    def helper_speaks(self, number: int) -> bool:
        """A helper comes in, if none is there yet, and says something to the question that stands open."""
        if helper.ASKED in self.talk.answers and helper.HERE not in self.said.get(helper.ASKED, []):
            self.send(button=f"change:{helper.ASKED}")
            self.press(f"choose:{helper.ASKED}:{helper.HERE}")
        items = self.talk.known.texts.content.items
        in_words = sorted(question for question in self.said if items[question].answer == "words")
        if self.item.answer != "words" and in_words:
            self.send(button=f"change:{in_words[number % len(in_words)]}")
        button = f"choose:{self.open}:{helper.SAYS}"
        if button not in self.buttons("choose"):
            return False
        question, words, again = self.open, WORDS[number % len(WORDS)], self.talk.position.mode == "change"
        self.send(button=button)
        self.send(words)
        self.helped[question] = [*([] if again else self.helped.get(question, [])), words]
        return True

    # --- what is shown, and what is kept of it

    def buttons(self, verb: str) -> list[str]:
        assert self.talk.asked is not None
        return [full for full in self.talk.asked.choices if full.startswith(f"{verb}:")]

    def choices(self) -> list[str]:
        items = self.talk.known.texts.content.items
        found = [(full, items.get(full.rpartition(":")[2])) for full in self.buttons("choose")]
        return [full for full, item in found if item is None or item.effect not in ENDS]

    def _come_back(self) -> None:
        self.send(kind=InboundKind.RESUME)
        self.send(button=GOOD_TIME)

    def _hold(self, question: str, words: str, *, more: bool = False) -> None:
        if more and question in self.said:
            self.said[question].append(words)
            return
        self.said.pop(question, None)
        self.said[question] = [words]

    def _part(self, question: str) -> str:
        return next((one.part for one in self.talk.guide.entries if one.item == question), "")


KINDS = (
    "go_on", "write", "skip", "go_back", "change", "look_aside", "add", "add_to_earlier", "pause",
    "switch_language", "ask_topic", "was_my_answer", "press_stale", "hear_again", "share_one",
    "report_due",
)  # fmt: skip
CHILDS = ("helper_speaks",)
