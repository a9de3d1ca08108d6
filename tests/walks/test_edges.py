"""At every question of every guide: nothing, a picture, a voice note, too much, a question, two languages.

After each, the question or what follows it is said, and nothing that was said is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.web import MOST_CHARACTERS, TooLong, read_say
from bot.content.model import Guide
from bot.errors import ChannelRefused
from bot.messages import InboundKind, Recording, Say
from bot.records import drafts, recordings
from bot.records.tables import DraftRecordingRow
from bot.services.ask import GOOD_TIME
from bot.services.prepare import ALSO_WRITTEN
from bot.services.spoken import KEPT as KEPT_NOTE
from tests.stack import knowledge
from tests.walks.conftest import Arrive
from tests.walks.standing import Place, hear, places, previous, stand
from tests.walks.talks import KeptTalk, Talk
from tests.walks.walk import KEPT
from tests.world import NOW

GUIDES = sorted(knowledge().texts.content.guides.values(), key=lambda guide: guide.id)
LONG = ("He laughed at the ducks and she held my hand, all the way home. " * 80)[:5000]
MIXED = "On lubi szkołę, he likes it there very much, i ma kolegów"
FIVE = ("He likes his school", "and the teacher is kind", "she rings me", "every Friday", "so we talk")
ASKED = "Is it a court, and who will be there on that day"
IT_IS = f"choose:{GOOD_TIME}:choices.good_time"
SPOKEN = Recording("ogg", 42, b"OggS")
AGAIN = "It was my own mother who said that to me first"


def test_there_are_guides_with_questions_for_everybody() -> None:
    assert {guide.audience for guide in GUIDES} == {"parent", "young_person", "child"}
    assert all(places(guide) for guide in GUIDES)


def is_kept(talk: Talk, words: str) -> bool:
    """Whether the words are a part of an answer, the helper's too, or set aside."""
    parts = [part for answer in talk.answers.values() for part in answer.parts]
    return words in [*parts, *(aside.value for aside in talk.asides)]


def goes_on(talk: Talk, place: Place, says: list[Say]) -> None:
    """The open question was asked: this one again, what follows it, or something beside it."""
    assert says
    assert all(text.strip() for text in talk.texts())
    asked = [say.content.partition("#")[0] for say in says if say.asks]
    if says[-1].content in ("arrival.language_guess", "arrival.language_missing"):
        return  # the language is asked, with what it looked like
    assert asked, [say.content for say in says]
    assert asked[-1] == talk.position.question
    order = [entry.item for entry in place.guide.entries]
    if asked[-1] in order:
        assert order.index(asked[-1]) >= order.index(place.entry.item)


def stays(talk: Talk, place: Place, says: list[Say]) -> None:
    goes_on(talk, place, says)
    assert talk.position.question == place.entry.item


def counts_words(place: Place) -> bool:
    """Feedback takes buttons only, and says so: words could name somebody."""
    return not place.entry.item.startswith("feedback.")


def says_nothing(talk: Talk, place: Place) -> None:
    for blank in ("", "  \n "):
        says = talk.send(blank)
        assert says[0].content == "notices.nothing_said"
        stays(talk, place, says)


def sends_a_picture(talk: Talk, place: Place) -> None:
    says = talk.send(kind=InboundKind.UNSUPPORTED)
    assert says[0].content == "notices.unsupported"
    stays(talk, place, says)


def speaks(talk: Talk, place: Place) -> None:
    """It is an answer, or lies aside, and the truth is told before anything else."""
    says = talk.send("", kind=InboundKind.VOICE, about=place.entry.item, recording=SPOKEN)
    told = [say.content for say in says]
    if not counts_words(place):
        assert told[0] == "notices.voice_not_here"
        assert talk.spoken == []
        stays(talk, place, says)
        return
    assert [content.partition(".child")[0] for content in told[:2]] == list(KEPT_NOTE[:2])
    assert told[2].startswith(KEPT_NOTE[2])
    assert len(talk.spoken) == 1
    goes_on(talk, place, says)
    again = talk.send("", kind=InboundKind.VOICE, recording=SPOKEN)
    assert again[0].content == "notices.voice_kept_again"
    assert len(talk.spoken) == 2
    goes_on(talk, place, again)


def sends_five_thousand_characters(talk: Talk, place: Place) -> None:
    """Telegram cuts them into two messages; a page gives them back, and the person does the same."""
    pieces = LONG[:MOST_CHARACTERS], LONG[MOST_CHARACTERS:]
    goes_on(talk, place, talk.send(pieces[0], about=place.entry.item))
    assert talk.send(pieces[1], about=place.entry.item)
    assert not counts_words(place) or all(is_kept(talk, piece) for piece in pieces)


def sends_five_messages_in_a_row(talk: Talk, place: Place) -> None:
    goes_on(talk, place, talk.send(FIVE[0], about=place.entry.item))
    for words in FIVE[1:]:
        assert talk.send(words, about=place.entry.item)
    assert not counts_words(place) or all(is_kept(talk, words) for words in FIVE)
    item = knowledge().texts.content.item(place.entry.item)
    if item.answer in KEPT and counts_words(place):
        assert talk.answers[item.id].parts == [*FIVE]


def answers_the_previous_question(talk: Talk, place: Place) -> None:
    """By the list of answers, and by going back."""
    earlier = previous(place)
    if earlier is None or not counts_words(place):
        assert talk.send(button="control:go_back")
        return
    talk.send(button="control:change_answer")
    said = talk.send(button=f"change:{earlier}")
    assert (said[-1].content, said[-1].asks) == (earlier, True)
    says = talk.send(AGAIN)
    assert talk.answers[earlier].parts == [AGAIN]
    goes_on(talk, place, says)


def asks_back(talk: Talk, place: Place) -> None:
    """A topic; then that was the answer after all."""
    says = talk.send(ASKED, understood="ask_is_it_court")
    if knowledge().texts.content.item(place.entry.item).answer == "language":
        goes_on(talk, place, says)  # whatever is said there, the language is asked first
        assert is_kept(talk, ASKED)
        return
    assert says[0].content.startswith("topics.is_it_court")
    stays(talk, place, says)
    assert is_kept(talk, ASKED)
    if "control:that_was_my_answer" in says[-1].choices:
        goes_on(talk, place, talk.send(button="control:that_was_my_answer"))
        assert ASKED in talk.answers[place.entry.item].parts


def mixes_two_languages(talk: Talk, place: Place) -> None:
    goes_on(talk, place, talk.send(MIXED))
    assert not counts_words(place) or is_kept(talk, MIXED)
    assert talk.language == "en"


EDGES: tuple[Callable[[Talk, Place], None], ...] = (
    says_nothing,
    sends_a_picture,
    speaks,
    sends_five_thousand_characters,
    sends_five_messages_in_a_row,
    answers_the_previous_question,
    asks_back,
    mixes_two_languages,
)


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.__name__)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
def test_at_every_question(guide: Guide, edge: Callable[[Talk, Place], None]) -> None:
    failed = []
    for place in places(guide):
        talk = Talk(knowledge(), guide, nation=place.nation)
        try:
            stand(talk, place)
            hear(talk, place)
            edge(talk, place)
        except AssertionError as fault:
            failed.append((place.entry.item, str(fault)[:200]))
    assert failed == []


def once_each(audience: str) -> list[Place]:
    """Every question of an audience once, in the first guide that asks it."""
    found: dict[str, Place] = {}
    for guide in GUIDES:
        if guide.audience == audience:
            for place in places(guide):
                found.setdefault(place.entry.item, place)
    assert found
    return list(found.values())


def hears_of_the_meeting(talk: KeptTalk, place: Place) -> None:
    """It moved while the person was away; then nothing is heard for a week, in which it passes."""
    talk.move_meeting(days=1)
    assert talk.send(kind=InboundKind.UNSUPPORTED)[0].content == "notices.unsupported"
    says = talk.send(button=IT_IS)
    assert says[0].content == "notices.meeting_moved"
    stays(talk, place, says)
    talk.moved += timedelta(days=7)
    says = talk.send(AGAIN)
    assert not counts_words(place) or is_kept(talk, AGAIN)
    if talk.position.question == GOOD_TIME:
        goes_on(talk, place, says)
        says = talk.send(button=IT_IS)
    assert "notices.meeting_passed" in [say.content for say in says]
    goes_on(talk, place, says)


@pytest.mark.parametrize("audience", ["parent", "young_person", "child"])
def test_at_every_question_the_meeting_moves_and_passes_in_a_silence(arrive: Arrive, audience: str) -> None:
    failed = []
    for place in once_each(audience):
        talk = arrive(place.guide, place.nation)
        try:
            stand(talk, place)
            hears_of_the_meeting(talk, place)
        except AssertionError as fault:
            failed.append((place.entry.item, str(fault)[:200]))
    assert failed == []


def test_what_was_spoken_where_only_buttons_count_can_go_with_the_answers_after_all(arrive: Arrive) -> None:
    """In real records: the sound lies aside, and is there when the answers are sent."""
    place = next(
        one for one in once_each("parent") if knowledge().texts.content.item(one.entry.item).answer == "gate"
    )
    talk = arrive(place.guide, place.nation)
    stand(talk, place)
    talk.send(button=IT_IS)
    talk.send("", kind=InboundKind.VOICE, about=place.entry.item, recording=SPOKEN)
    with talk.world.database.read() as tx:
        (part,) = [one for one in drafts.load(tx, talk.here.scope) if one.voice]
        assert (part.kind, part.question) == ("aside", ALSO_WRITTEN)
        assert part.voice is not None
        assert recordings.load(tx, talk.here.scope, part.voice.id) == SPOKEN.sound


def test_changing_a_spoken_answer_lets_go_of_its_sound(arrive: Arrive) -> None:
    """In real records: no sound stays that no answer names."""
    place = next(one for one in once_each("parent") if one.entry.item == "parent.good.ordinary_moment")
    talk = arrive(place.guide, place.nation)
    stand(talk, place)
    talk.send(button=IT_IS)

    def sounds() -> list[str]:
        row = DraftRecordingRow
        with talk.world.database.read() as tx:
            found = select(row.id).where(row.conversation_id == talk.here.id)
            return list(tx.connection.execute(found).scalars())

    talk.send("", kind=InboundKind.VOICE, about=place.entry.item, recording=SPOKEN)
    first = sounds()
    talk.send(button="control:change_answer")
    talk.send(button=f"change:{place.entry.item}")
    talk.send("", kind=InboundKind.VOICE, recording=SPOKEN)
    assert len(first) == len(sounds()) == 1
    assert first != sounds()
    talk.send(button="control:change_answer")
    talk.send(button=f"change:{place.entry.item}")
    talk.send(AGAIN)
    assert talk.answers[place.entry.item].parts == [AGAIN]
    assert sounds() == []


def test_five_thousand_characters_come_back_to_whoever_wrote_them(arrive: Arrive) -> None:
    """A page puts them back into its field, and intake takes no message that long from any channel."""
    fields = {"message": "0123456789abcdef0123456789abcdef", "words": LONG}
    with pytest.raises(TooLong) as refused:
        read_say(fields, "somebody", NOW)
    assert refused.value.words == LONG
    place = next(one for one in once_each("parent") if counts_words(one))
    talk = arrive(place.guide, place.nation)
    stand(talk, place)
    with pytest.raises(ChannelRefused):
        talk.send(LONG)
    assert talk.send(button="control:repeat")[-1].content == GOOD_TIME
    stays(talk, place, talk.send(button=IT_IS))
