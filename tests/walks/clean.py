"""The clean run: each question is given its final answer once, in the order in which it is asked."""

from __future__ import annotations

from bot.services import helper, prepare
from bot.services.prepare import ALSO_WRITTEN
from bot.services.staged import SHARING
from tests.walks.talks import Talk
from tests.walks.walk import KEPT, Walk

ON = ("next", "show_answers", "not_here", *SHARING)
MOST = 400


def settle(walk: Walk) -> None:
    """Come back to the furthest point: leave what was looked at again, or was left open before it."""
    for _ in range(MOST):
        walk.agrees()
        order = [entry.item for entry in prepare.open_entries(walk.talk.turn())]
        dealt = {*walk.talk.answers} - {ALSO_WRITTEN}
        beyond = order[order.index(walk.open) :] if walk.open in order else order
        if walk.talk.position.return_to or not dealt.isdisjoint(beyond):
            pass_by(walk)
        else:
            return
    raise AssertionError(f"round in a circle at {walk.open}")


def pass_by(walk: Walk) -> None:
    """Go on without another answer."""
    wishes = [one for one in walk.choices() if walk.talk.known.texts.content.items.get(one.split(":")[2])]
    columns = [one for one in wishes if walk.talk.known.texts.content.item(one.split(":")[2]).column]
    wished = walk.said.get(walk.open)
    if walk.item.answer == "language":
        walk.send(button=walk.buttons("language")[0])
    elif walk.item.answer == "gate" and not walk.open.startswith("side."):
        walk.press(gate_button(walk))
    elif wished and columns and not {f"choose:{walk.open}:{part}" for part in wished} & {*columns}:
        walk.press(columns[0])  # what was wished for has come already
    else:
        walk.skip(0)


def gate_button(walk: Walk) -> str:
    """The button that goes on; past what was left out, if that was left out."""
    here = next(entry.part for entry in walk.talk.guide.entries if entry.item == walk.open)
    turn = walk.talk.turn()
    left_out = any(
        prepare.passed_over(turn, entry.item) for entry in walk.talk.guide.entries if entry.part == here
    )
    effects = {one: walk.talk.known.texts.content.item(one.split(":")[2]).effect for one in walk.choices()}
    wanted = ("skip_part", *ON) if left_out else (*ON, "skip_part")
    return min(effects, key=lambda one: wanted.index(effects[one] or "") if effects[one] in wanted else 99)


def clean_run(walk: Walk, fresh: Talk) -> Walk:
    """Walk `fresh` to where the other stands, giving each question what was said to it in the end."""
    clean = Walk(fresh)
    clean.begin()
    for question, words in walk.beside:
        if question == ALSO_WRITTEN:
            _say_loose(clean, words)
    asked = still_asked(walk)
    for _ in range(MOST):
        if clean.open in asked and clean.open not in walk.talk.answers:
            break
        _answer(clean, walk, asked)
        clean.agrees()
    else:
        raise AssertionError(f"the clean run goes round in a circle at {clean.open}")
    _the_rest(clean, walk)
    return clean


def _say_loose(clean: Walk, words: str) -> None:
    while clean.item.answer in (*KEPT, "language"):
        pass_by(clean)
    clean.send(words)
    clean.beside.append((ALSO_WRITTEN, words))


def _answer(clean: Walk, walk: Walk, asked: set[str]) -> None:
    question = clean.open
    if question in asked and question != ALSO_WRITTEN:
        _let_helper_speak(clean, walk)
    parts = walk.said.get(question, [])
    if not parts or question == ALSO_WRITTEN or question not in asked:
        # A follow-up to words that were added to later is asked here, and answered by that.
        pass_by(clean)
        return
    button = f"choose:{question}:{parts[0]}"
    if button in clean.choices():
        clean.press(button)
    else:
        clean.send(parts[0])
        clean._hold(question, parts[0])
    _add(clean, question, parts[1:])


def _let_helper_speak(clean: Walk, walk: Walk) -> None:
    question = clean.open
    for words in walk.helped.get(question, []):
        clean.send(button=f"choose:{question}:{helper.SAYS}")
        clean.send(words)
        clean.helped.setdefault(question, []).append(words)


def _the_rest(clean: Walk, walk: Walk) -> None:
    """What belongs to no place in the guide: words written where only buttons count, and who may see each."""
    _let_helper_speak(clean, walk)
    _add(clean, ALSO_WRITTEN, walk.said.get(ALSO_WRITTEN, []))
    for question in clean.said:
        wanted = walk.talk.answers[question].sharing
        if clean.talk.answers[question].sharing != wanted:
            how = next(effect for effect, sharing in SHARING.items() if sharing == wanted)
            clean.send(button=f"share:{question}:choices.{how}")
            clean.shared[question] = wanted
    clean.agrees()


def _add(clean: Walk, question: str, parts: list[str]) -> None:
    for words in parts:
        clean.send(words, about=question)
        clean._hold(question, words, more=True)


def still_asked(walk: Walk) -> set[str]:
    """The questions that are asked of somebody who has said all this."""
    return {entry.item for entry in prepare.open_entries(walk.talk.turn())} | {ALSO_WRITTEN}


def ends_the_same(walk: Walk, clean: Walk) -> None:
    """The same answers with their parts and sharing, and the same place in the guide.

    An answer to a question that a later answer has closed is kept, though a clean run never comes to it.
    """
    said = {one: answer for one, answer in walk.talk.answers.items() if answer.kind in KEPT}
    again = {one: answer for one, answer in clean.talk.answers.items() if answer.kind in KEPT}
    asked = still_asked(walk)
    assert again == {one: answer for one, answer in said.items() if one in asked}, [
        (one, again.get(one), said.get(one))
        for one in {**again, **said}
        if again.get(one) != (said.get(one) if one in asked else None)
    ]
    helped = {one: parts for one, parts in walk.talk.helper.items() if one in asked - {ALSO_WRITTEN}}
    assert clean.talk.helper == helped
    assert clean.talk.position == walk.talk.position
