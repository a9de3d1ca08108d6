"""A council's figures and the pack, through the pages: by role, by council, with small numbers hidden."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from bot.evaluation import pack, shares
from bot.records import audit, feedback
from bot.records.scopes import Role
from tests.portal.office import Browser, Office, Person, make_person, post

PAGES = ("/figures", "/figures/meeting", "/figures/young-people", "/figures/context", "/figures/pack")
NAMES = ("Ewa", "Kuba", "Rowan", "Sedge", "Teasel")
AGREE, NOT = "choices.agree", "choices.disagree"
LATER = 60 * 60 * 24 * 60  # into the next quarter


@pytest.fixture
def manager(office: Office) -> Person:
    return make_person(office.database, "oakshire", "Mae", Role.MANAGER, office.clock.now)


@pytest.fixture
def auditor(office: Office) -> Person:
    return make_person(office.database, "oakshire", "Odo", Role.AUDITOR, office.clock.now)


def give(office: Office, name: str, answers: dict[str, str], times: int, language: str = "en") -> None:
    """As if so many people answered: what is kept of one names nobody, so it can be one and the same."""
    scope = office.talks[name].scope
    with office.database.begin() as tx:
        for _ in range(times):
            feedback.count_invited(tx, scope, language, office.clock.now)
            feedback.keep(tx, scope, answers, language, office.clock.now)


def after_the_quarter(office: Office, who: Person) -> Browser:
    office.clock.move(seconds=LATER)
    return office.signed_in(who)


def packed(client: Browser) -> dict[str, bytes]:
    answer = post(client, "/figures/pack", "/figures/pack")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: archive.read(name) for name in archive.namelist()}


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_office_is_told_so_kindly(office: Office, manager: Person, page: str) -> None:
    text = office.signed_in(manager).get(page).text
    if page == "/figures/context":
        assert "No figure has been typed in yet." in text
    elif page != "/figures/pack":
        assert "Nothing to show yet." in text
        assert "<svg" not in text


def test_statements_are_said_as_the_rules_say(office: Office, manager: Person) -> None:
    give(office, "Ewa", {"feedback.pf1": AGREE}, 30)
    give(office, "Ewa", {"feedback.pf1": NOT}, 30)
    give(office, "Ewa", {"feedback.pf2": AGREE}, 20)
    client = after_the_quarter(office, manager)
    text = re.sub(r"\s+", " ", client.get("/figures").text)
    for said in (
        "60 parents answered out of 80 invited.",
        "30 of 60 agreed.",
        "The true figure among all families could be between 38% and 62%.",
        "The published 2016 figure is 82% (sample size not stated in our source).",
        "larger than chance alone usually gives, but the surveys were done differently.",
        "270 families were interviewed",
        "Agreement is no target.",
    ):
        assert said in text, said
    # Everybody of twenty agreed: that is never said as all parents.
    assert "The true figure among all families could be between 84% and 100%." in text
    assert "<td>100%</td>" not in text
    assert "<td>all</td>" in text
    assert text.count("<svg") == 2
    assert text.count('role="img"') == text.count("<title id=") == text.count("<desc id=") == 2
    assert "The table below has the same numbers." in text
    assert "<caption>Listened to, over time</caption>" in text


def test_all_that_was_asked_of_the_meeting_is_shown_apart_with_nothing_published(
    office: Office, manager: Person
) -> None:
    """Ours: no line of 2016 beside them. Who had no interpreter is no part of that share."""
    give(office, "Ewa", dict.fromkeys(shares.MEETING, AGREE), 12)
    give(office, "Ewa", {"feedback.meeting.interpreter": "choices.no_interpreter"}, 30)
    client = after_the_quarter(office, manager)
    text = re.sub(r"\s+", " ", client.get("/figures/meeting").text)
    for name in ("What I prepared", "What was decided", "The interpreter", "Respect"):
        assert f"<caption>{name}, over time</caption>" in text
    assert text.count("12 of 12 agreed.") == len(shares.MEETING) == 7
    assert "2016" not in text
    found = rows(packed(client)["effect/meeting.csv"])
    assert [(one["question"], one["answers"]) for one in found] == [(item, "12") for item in shares.MEETING]
    assert rows(packed(client)["effect/statements.csv"]) == []


def test_small_numbers_and_the_open_quarter_are_not_shown(office: Office, manager: Person) -> None:
    give(office, "Ewa", {"feedback.pf1": AGREE}, 9)
    client = office.signed_in(manager)
    assert "Nothing to show yet." in client.get("/figures").text
    client = after_the_quarter(office, manager)
    assert "<svg" not in client.get("/figures").text
    give(office, "Ewa", {"feedback.pf1": NOT}, 1)
    assert "<svg" not in client.get("/figures").text, "the tenth came in a quarter that is not over"
    office.clock.move(days=90)
    client = office.signed_in(manager)
    text = re.sub(r"\s+", " ", client.get("/figures").text)
    assert "October 2026 to March 2027" in text
    assert "9 of 10 agreed." in text


def test_a_young_persons_rare_answer_is_hidden_with_another(office: Office, manager: Person) -> None:
    for choice, times in (("choices.safer", 12), ("choices.safe_the_same", 8), ("choices.less_safe", 1)):
        give(office, "Kuba", {"feedback.young_person.safer": choice}, times)
    client = after_the_quarter(office, manager)
    text = client.get("/figures/young-people").text
    (row,) = re.findall(r"<tr><th scope=\"row\">October 2026[^\n]*</td><td>12</td>.*?</tr>", text)
    assert row.count("<td>hidden</td>") == 3
    made = rows(packed(client)["effect/young_people.csv"])
    assert [one["count"] for one in made] == ["12", "", "", ""]


def test_another_councils_answers_are_not_counted(office: Office, manager: Person) -> None:
    """A-12: what is counted in the council next door is nobody's here."""
    give(office, "Jo", {"feedback.pf1": AGREE}, 40)
    far = make_person(office.database, "elmford", "Fen", Role.MANAGER, office.clock.now)
    client = after_the_quarter(office, manager)
    assert "Nothing to show yet." in client.get("/figures").text
    assert all(rows(body) == [] for name, body in packed(client).items() if "/" in name)
    assert "40 of 40 agreed." in office.signed_in(far).get("/figures").text


def test_an_auditor_reads_and_makes_nothing(office: Office, auditor: Person) -> None:
    client = office.signed_in(auditor)
    csrf = re.search(r'name="csrf" value="([^"]*)"', client.get("/sessions").text)
    assert csrf
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200
        assert re.findall(r'<form method="post" action="([^"]*)"', answer.text) == ["/sign-out"]
    for page in ("/figures/context", "/figures/pack"):
        assert client.post(page, data={"csrf": csrf[1]}).status_code == 404


def test_every_look_and_every_pack_is_in_the_audit(office: Office, manager: Person) -> None:
    client = office.signed_in(manager)
    client.get("/figures")
    packed(client)
    with office.database.read() as tx:
        done = [(row.action, row.actor, row.role) for row in audit.of(tx, "oakshire")]
    assert done == [
        (action, manager.id, "manager")
        for action in ("feedback.counted", "evaluation.packed", "feedback.counted")
    ]


def test_a_pack_that_cannot_be_written_down_is_not_made(
    office: Office, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.signed_in(manager)
    monkeypatch.delitem(audit.ACTIONS, "evaluation.packed")
    answer = post(client, "/figures/pack", "/figures/pack")
    assert answer.status_code == 500
    assert b"PK" not in answer.content[:2]


def test_the_pack_explains_every_column_and_what_it_cannot_show(office: Office, manager: Person) -> None:
    give(office, "Ewa", {"feedback.pf1": AGREE, "feedback.meeting.report": "choices.report_no_days"}, 40)
    files = packed(after_the_quarter(office, manager))
    listed: dict[str, list[str]] = {}
    for one in rows(files["data-dictionary.csv"]):
        listed.setdefault(one["file"], []).append(one["column"])
        assert one["meaning"]
        assert f"`{one['column']}`" in files["data-dictionary.md"].decode()
    tables = {name: body for name, body in files.items() if "/" in name}
    heads = {name: body.decode("utf-8-sig").splitlines()[0] for name, body in tables.items()}
    assert listed == {name: head.split(",") for name, head in heads.items()}
    assert {name.partition("/")[0] for name in tables} == {
        "effect", "mechanism", "moderator", "implementation", "economics",
    }  # fmt: skip
    assert b"There is no comparison group" in files["README.md"]
    (first,) = rows(files["effect/statements.csv"])
    assert (first["agreed"], first["answers"], first["published_2016"]) == ("40", "40", "82.0")
    with pytest.raises(ValueError, match="extra"):
        pack.csv_of(("a",), [{"a": 1, "extra": 2}])


def test_nothing_of_anybody_is_in_the_pack(office: Office, manager: Person) -> None:
    """P-13: no name, no word, no id, no time of day, of a family that has sent and been asked."""
    give(office, "Ewa", {"feedback.pf1": AGREE}, 12, "pl")
    files = packed(after_the_quarter(office, manager))
    everything = b"\n".join(files.values()).decode()
    ids = [one.id for one in (*office.people.values(), *office.cases.values())]
    assert not any(secret in everything for secret in (*NAMES, *ids, "naleśniki"))
    assert not re.search(r"\d\d:\d\d", everything)
    assert rows(files["effect/statements.csv"])
    assert rows(files["moderator/who_answered.csv"]) == [], "twelve are too few to be told apart"
    assert rows(files["implementation/preparation.csv"]) == []


def test_a_manager_types_in_a_figure_and_takes_it_back(office: Office, manager: Person) -> None:
    client = office.signed_in(manager)
    page = "/figures/context"
    assert post(client, page, page, name="plans", year="2026", value="52.5").status_code == 303
    text = client.get(page).text
    assert "<td>2026</td><td>52.5</td>" in text
    assert "by Mae" in text
    assert "Causality cannot be established" in text
    assert rows(packed(client)["effect/context.csv"])[0]["meaning"].startswith("Children on a child")
    assert post(client, page, page, name="plans", year="2026", value="").status_code == 303
    assert "No figure has been typed in yet." in client.get(page).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "happiness"}, "Choose which figure"),
        ({"year": "2027"}, "Choose a year that is over"),
        ({"year": "1990"}, "Choose a year that is over"),
        ({"name": "plans_again", "value": "101"}, "Give a number"),
        ({"value": "-1"}, "Give a number"),
        ({"value": "5.25"}, "Give a number"),
        ({"value": "NaN"}, "Give a number"),
        ({"value": "about fifty"}, "Give a number"),
    ],
)
def test_a_figure_that_cannot_be(office: Office, manager: Person, wrong: dict[str, str], words: str) -> None:
    client = office.signed_in(manager)
    fields = {"name": "plans", "year": "2026", "value": "52"} | wrong
    answer = post(client, "/figures/context", "/figures/context", **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert "No figure has been typed in yet." in client.get("/figures/context").text


def test_a_workers_own_page_is_theirs_alone(office: Office, manager: Person, auditor: Person) -> None:
    """W-05: no role but a worker has it, and a worker has their own: no address to change."""
    office.clock.move(days=10)
    text = office.signed_in(office.ada).get("/my-practice").text
    assert "For you alone" in text
    assert re.findall(r"<td>(.*?)</td>", text)[:3] == ["1 of 1", "1 of 1", "0 of 2"]
    bea = office.signed_in(office.bea).get(f"/my-practice?staff={office.ada.id}").text
    assert re.findall(r"<td>(.*?)</td>", bea)[:3] == ["no occasion yet", "no occasion yet", "0 of 1"]
    for other in (manager, auditor, office.admin):
        assert office.signed_in(other).get("/my-practice").status_code == 404
    with office.database.read() as tx:
        openers = {row.actor for row in audit.of(tx, office.ada.id) if row.action == "signals.opened"}
    assert openers == {office.ada.id}


def test_a_worker_without_meetings_is_told_so_kindly(office: Office) -> None:
    text = office.signed_in(office.ada).get("/my-practice").text
    assert "No meeting of a case of yours has been" in text
    assert "no occasion yet" in text


def test_no_figure_is_about_a_worker(office: Office, manager: Person) -> None:
    """No league table: the name of no worker is on any page of figures."""
    give(office, "Ewa", {"feedback.pf1": AGREE}, 40)
    client = after_the_quarter(office, manager)
    for page in PAGES:
        assert not any(name in client.get(page).text for name in ("Ada", "Bea", "Cai"))
