"""As a practitioner reads the rules: each thing one may do has one with a question open, and one without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.content import vocabulary
from bot.content.load import Content
from bot.content.model import Item
from bot.conversation.reading_back import REVIEWS

ROOT = Path(__file__).resolve().parent.parent.parent
DIALOGUES = ROOT / "dialogues"
FORM = "guide_form"
# Frames around what a worker wrote to the family.
OF_THE_WORKER = {"replies.written", "replies.promised", "promises.was_it_done"}
# Rasa keeps these names for itself.
RESERVED = {"back", "restart", "session_start", "nlu_fallback", "out_of_scope"}


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def rules() -> list[dict[str, Any]]:
    return [rule for path in sorted((DIALOGUES / "rules").iterdir()) for rule in read(path)["rules"]]


def intents_of(rule: dict[str, Any]) -> list[str]:
    first = rule["steps"][0]
    either = first.get("or", [first])
    return [step["intent"] for step in either if "intent" in step]


def loop_of(rule: dict[str, Any]) -> str | None:
    """Return "open" or "none" for the situation a rule is about, None when it is about any."""
    for condition in rule.get("condition", []):
        if "active_loop" in condition:
            return "open" if condition["active_loop"] == FORM else "none"
    return None


def domain_intents() -> set[str]:
    listed = read(ROOT / "domain.yml")["intents"]
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in listed}


def taken_by_the_form() -> set[str]:
    mappings = read(ROOT / "domain.yml")["slots"]["answer"]["mappings"]
    return {mapping["intent"] for mapping in mappings}


def test_rasas_three_folders_hold_nothing_else() -> None:
    looked = [path for name in ("nlu", "rules", "stories") for path in (DIALOGUES / name).rglob("*")]
    assert len(looked) > 10
    assert [path.name for path in looked if path.is_file() and path.suffix != ".yml"] == []


def test_each_interruption_has_a_rule_while_a_question_is_open() -> None:
    found = Counter(i for rule in rules() if loop_of(rule) == "open" for i in intents_of(rule))
    assert found == Counter(domain_intents() - taken_by_the_form() - {"begin"})


def test_everything_has_a_rule_while_no_question_is_open() -> None:
    found = Counter(i for rule in rules() if loop_of(rule) == "none" for i in intents_of(rule))
    assert found == Counter(domain_intents() - {"begin"})


def test_after_an_interruption_the_open_question_comes_back() -> None:
    interrupting = [rule for rule in rules() if loop_of(rule) == "open" and intents_of(rule)]
    assert len(interrupting) > 20
    for rule in interrupting:
        assert len(rule["steps"]) == 4, rule["rule"]
        assert rule["steps"][2:] == [{"action": FORM}, {"active_loop": FORM}], rule["rule"]


def test_a_control_runs_the_same_action_in_both_situations() -> None:
    runs: dict[str, set[str]] = {}
    for rule in rules():
        for intent in set(intents_of(rule)) - taken_by_the_form() - {"begin"}:
            runs.setdefault(intent, set()).add(rule["steps"][1]["action"])
    assert len(runs) > 40
    assert {intent: actions for intent, actions in runs.items() if len(actions) != 1} == {}


def test_titles_are_sentences_and_each_is_used_once() -> None:
    titles = [rule["rule"] for rule in rules()]
    assert len(titles) > 40
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if len(title.split()) < 3 or not title[0].isupper()] == []


def test_every_action_of_the_domain_is_run_by_a_rule_or_the_form() -> None:
    run = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    by_form = {"action_ask_answer", f"validate_{FORM}"}
    assert run - {FORM} | by_form == set(read(ROOT / "domain.yml")["actions"])


def test_no_intent_has_a_name_that_rasa_keeps() -> None:
    assert domain_intents() & RESERVED == set()


def test_the_domain_holds_no_wording() -> None:
    domain = read(ROOT / "domain.yml")
    responses = domain.get("responses", {})
    assert [name for name, kinds in responses.items() for kind in kinds if set(kind) != {"custom"}] == []


def with_a_place_for(placeholder: str, items: Iterable[Item]) -> set[str]:
    """The items in whose words, of any kind, this placeholder stands."""
    return {one.id for one in items if any(f"{{{placeholder}}}" in text for text in one.wording.values())}


def test_only_what_stands_behind_its_gate_has_a_place_for_an_answer() -> None:
    """P-08: static. Translations hold exactly the English placeholders (C04), and slots hold ids (below).

    A worker's reply is the worker's own words. No response of the engine's has any words at all.
    """
    items = Content.load(DIALOGUES / "content").items.values()
    assert len(items) > 1000
    assert len(with_a_place_for("question", items)) > len(REVIEWS), "the search finds a placeholder"
    assert with_a_place_for("answer", items) == {*REVIEWS, *OF_THE_WORKER}
    assert set(vocabulary.PLACEHOLDERS) & {"words", "worry", "said", "parts", "value"} == set()
    for path in sorted((ROOT / "bot").rglob("*.py")):
        # Who fills it, beside the one that reads back and the one that says a worker's reply.
        named = 'args["answer"]' in path.read_text(encoding="utf-8")
        assert named == (path.name == "renderer.py"), path


def test_slots_are_ids_and_steer_no_prediction() -> None:
    slots = read(ROOT / "domain.yml")["slots"]
    assert len(slots) >= 6
    for name, slot in slots.items():
        assert slot["influence_conversation"] is False, name
        kinds = {mapping["type"] for mapping in slot["mappings"]}
        assert kinds <= {"custom", "from_intent", "from_entity"}, name
