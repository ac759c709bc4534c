"""Inviting people, giving and taking roles, and the seats of members."""

import pytest
from sqlalchemy import select

from council.access.actions import Role
from council.access.models import Purpose, RoleHeld, Ticket
from council.access.operations import give_role
from council.access.queries import roles_of
from council.access.tickets import ticket_token
from council.councils.queries import members_of, seat_of
from council.database import db
from council.history.models import HistoryEntry
from council.notices.letters import compose
from council.notices.models import OutboxMessage
from council.people.models import Person
from tests.factories.people import PASSWORD, account_of, sign_in, with_app, with_password
from tests.factories.school import Cast
from tests.pages import Visitor

NEW = {
    "name": "Nora New",
    "email": "Nora@Example.org",
    "language": "es",
    "roles": ["parent_leader"],
    "seat": "parent",
    "title": "",
}


def _people(cast: Cast) -> str:
    return f"/councils/{cast.council.id}/people"


def _invited() -> tuple[Person, str]:
    person = db.session.scalars(select(Person).where(Person.email == "nora@example.org")).one()
    ticket = db.session.scalars(
        select(Ticket).where(
            Ticket.purpose == Purpose.INVITATION,
            Ticket.subject_id == person.id,
            Ticket.used_on.is_(None),
        )
    ).one()
    return person, ticket_token(ticket)


def test_an_invited_leader_chooses_a_password_and_starts(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(f"{_people(cast)}/invite", NEW)
    person, token = _invited()
    assert roles_of(person, cast.council.id) == {Role.PARENT_LEADER}
    assert person.id in {m.person_id for m in db.session.scalars(members_of(cast.council))}
    guest = Visitor(visitor.app)
    assert "Nora New" in guest.get(f"/invitation/{token}").text
    page = guest.post(f"/invitation/{token}", {"password": PASSWORD, "password_confirm": PASSWORD})
    assert page.location == "/today"
    guest.get(f"/councils/{cast.council.id}")
    guest.get(f"/invitation/{token}", status=410)


def test_the_invitation_is_written_in_the_language_of_the_invited(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.as_person(cast.coordinator).post(f"{_people(cast)}/invite", NEW)
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.language) == ("person_invited", "es")
    letter = compose(message)
    assert letter is not None
    _person, token = _invited()
    assert any(f"/invitation/{token}" in p.words for p in letter.paragraphs)


def test_an_invited_coordinator_connects_an_app_first(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(f"{_people(cast)}/invite", NEW | {"roles": ["coordinator"]})
    _person, token = _invited()
    guest = Visitor(visitor.app)
    page = guest.post(
        f"/invitation/{token}", {"password": PASSWORD, "password_confirm": PASSWORD}, status=302
    )
    assert page.location == "/account/tf-setup"
    guest.get(f"/councils/{cast.council.id}", status=302)


def test_looking_at_an_invitation_changes_nothing(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator).post(f"{_people(cast)}/invite", NEW)
    person, token = _invited()
    guest = Visitor(visitor.app)
    for _scanner in range(3):
        guest.get(f"/invitation/{token}")
    assert account_of(person).password is None


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": " "}, "name", "Write the name"),
        ({"email": "no address"}, "email", "no e-mail address"),
        ({"email": ""}, "email", "needs an e-mail address"),
        ({"roles": []}, "roles", "at least one role"),
        ({"roles": ["district_admin"]}, "roles", "valid choice"),
    ],
)
def test_a_wrong_invitation_is_explained_beside_its_field(
    visitor: Visitor, cast: Cast, change: dict[str, object], field: str, words: str
) -> None:
    visitor.as_person(cast.coordinator)
    page = visitor.post(f"{_people(cast)}/invite", NEW | change, status=422)
    assert words in page.error_of(field)
    assert page.value_of("name") == str((NEW | change)["name"]).strip()
    assert db.session.scalars(select(Person).where(Person.name == "Nora New")).all() == []


def test_a_member_without_an_address_has_a_seat_and_no_account(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(f"{_people(cast)}/invite", NEW | {"email": "", "roles": ["member"]})
    person = db.session.scalars(select(Person).where(Person.name == "Nora New")).one()
    assert seat_of(person, cast.council) is not None
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_who_has_an_account_only_gets_the_role(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.other_coordinator)
    visitor.as_person(cast.coordinator)
    typed = NEW | {"email": "OMAR@example.org", "name": "Somebody else"}
    visitor.post(f"{_people(cast)}/invite", typed)
    assert cast.other_coordinator.name == "Omar Other"
    assert roles_of(cast.other_coordinator, cast.council.id) == {Role.PARENT_LEADER}
    assert db.session.scalars(select(OutboxMessage)).one().kind == "role_given"
    assert not db.session.scalars(
        select(Ticket).where(Ticket.purpose == Purpose.INVITATION)
    ).all(), "nobody can choose a password for somebody else's account"


def test_an_invitation_can_be_sent_again(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator).post(f"{_people(cast)}/invite", NEW)
    person, older = _invited()
    visitor.post(f"{_people(cast)}/{person.id}/invite-again")
    _person, newer = _invited()
    guest = Visitor(visitor.app)
    guest.get(f"/invitation/{older}", status=410)
    guest.get(f"/invitation/{newer}")


def test_a_role_is_given_and_taken(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_people(cast)}/{cast.member.id}"
    visitor.post(f"{here}/roles", {"role": "parent_leader"})
    assert roles_of(cast.member, cast.council.id) == {Role.MEMBER, Role.PARENT_LEADER}
    visitor.post(f"{here}/roles/member/take")
    visitor.post(f"{here}/roles/parent_leader/take")
    assert roles_of(cast.member, cast.council.id) == frozenset()
    events = {e.event for e in db.session.scalars(select(HistoryEntry))}
    assert {"role_given", "role_taken"} <= events


def test_a_council_keeps_a_coordinator(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(f"{_people(cast)}/{cast.second_coordinator.id}/roles/coordinator/take")
    page = visitor.post(f"{_people(cast)}/{cast.coordinator.id}/roles/coordinator/take", status=409)
    assert "needs a coordinator" in page.text
    assert Role.COORDINATOR in roles_of(cast.coordinator, cast.council.id)


def test_a_coordinator_gives_no_role_of_the_district(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_people(cast)}/{cast.leader.id}"
    visitor.post(f"{here}/roles", {"role": "district_admin"}, status=422)
    visitor.post(f"{here}/roles/district_admin/take", status=409)
    visitor.post(f"{here}/roles/emperor/take", status=404)
    held = select(RoleHeld).where(RoleHeld.role == Role.DISTRICT_ADMIN)
    assert [r.person_id for r in db.session.scalars(held)] == [cast.district_admin.id]


def test_a_district_admin_invites_to_every_council(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.district_admin)
    visitor.get(f"/councils/{cast.other_council.id}/people")
    visitor.post(f"/councils/{cast.other_council.id}/people/invite", NEW)
    person, _token = _invited()
    assert roles_of(person, cast.other_council.id) == {Role.PARENT_LEADER}


def test_people_of_another_council_are_not_found_here(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_people(cast)}/{cast.other_coordinator.id}"
    visitor.get(here, status=404)
    for move in ("invite-again", "roles", "roles/coordinator/take", "seat", "seat/end"):
        visitor.post(f"{here}/{move}", {"role": "member", "seat": "parent"}, status=404)


@pytest.mark.parametrize("who", ["leader", "member", "administrator"])
def test_nobody_else_sees_or_invites_people(visitor: Visitor, cast: Cast, who: str) -> None:
    visitor.as_person(getattr(cast, who))
    visitor.get(_people(cast), status=403)
    visitor.post(f"{_people(cast)}/invite", NEW, status=403)


def test_a_seat_is_given_changed_and_ended(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_people(cast)}/{cast.leader.id}"
    visitor.post(f"{here}/seat", {"seat": "parent"})
    visitor.post(f"{here}/seat", {"seat": "community"})
    held = seat_of(cast.leader, cast.council)
    assert held is not None
    assert held.seat == "community"
    visitor.post(f"{here}/seat/end")
    assert seat_of(cast.leader, cast.council) is None
    visitor.post(f"{here}/seat/end", status=404)


def test_a_person_changes_name_and_language(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.leader)
    visitor.post("/my-account", {"name": "Leyla L.", "language": "es"})
    assert (cast.leader.name, cast.leader.language) == ("Leyla L.", "es")
    page = visitor.post("/my-account", {"name": "", "language": "es"}, status=422)
    assert page.error_of("name")


def test_an_account_names_its_roles(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    sign_in(visitor, cast.leader)
    text = visitor.get("/my-account").text
    assert "Parent leader" in text
    assert cast.council.name in text
    assert cast.other_council.name not in text


def _app_page(cast: Cast, person: Person) -> str:
    return f"{_people(cast)}/{person.id}/second-factor/reset"


def test_a_coordinator_disconnects_an_app_that_was_lost(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.administrator)
    account = account_of(cast.administrator)
    account.mf_recovery_codes, account.totp_counter = ["a code"], 5
    at_work = Visitor(visitor.app).as_person(cast.administrator)
    at_work.get("/my-account")
    visitor.as_person(cast.coordinator)
    shown = visitor.get(f"{_people(cast)}/{cast.administrator.id}")
    assert "Disconnect the lost app" in shown.text
    visitor.post(_app_page(cast, cast.administrator))
    account = account_of(cast.administrator)
    assert not account.has_second_factor
    assert account.mf_recovery_codes is None and account.totp_counter is None
    at_work.get("/my-account", status=302)
    assert "Disconnect" not in visitor.get(f"{_people(cast)}/{cast.administrator.id}").text
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "second_factor_reset")
    ).one()
    assert (entry.person_id, entry.subject_id) == (cast.coordinator.id, cast.administrator.id)
    message = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "second_factor_reset")
    ).one()
    letter = compose(message)
    assert message.person_id == cast.administrator.id
    assert letter is not None and letter.subject == "Your app was disconnected"


def test_who_lost_the_app_connects_another_at_the_next_sign_in(
    visitor: Visitor, cast: Cast
) -> None:
    with_app(cast.administrator)
    Visitor(visitor.app).as_person(cast.coordinator).post(_app_page(cast, cast.administrator))
    assert str(sign_in(visitor, cast.administrator).location).endswith("/account/tf-setup")
    visitor.get("/my-account", status=302)


def test_an_app_is_disconnected_by_those_alone_who_answer_for_the_person(
    visitor: Visitor, cast: Cast
) -> None:
    with_app(cast.administrator)
    page = _app_page(cast, cast.administrator)
    for person, status in (
        (cast.member, 403),
        (cast.leader, 403),
        (cast.administrator, 403),
        (cast.other_coordinator, 404),
    ):
        visitor.as_person(person).post(page, status=status)
    assert account_of(cast.administrator).has_second_factor
    visitor.as_person(cast.district_admin).post(page)
    assert not account_of(cast.administrator).has_second_factor


def test_a_coordinator_leaves_the_app_of_who_works_beyond_the_council(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.as_person(cast.coordinator)
    for person in (cast.other_coordinator, cast.district_admin):
        with_app(person)
        give_role(person, cast.council, Role.MEMBER, by=cast.coordinator)
        assert "Disconnect" not in visitor.get(f"{_people(cast)}/{person.id}").text
        visitor.post(_app_page(cast, person), status=409)
        assert account_of(person).has_second_factor
    visitor.as_person(cast.district_admin)
    visitor.post(_app_page(cast, cast.other_coordinator))
    assert not account_of(cast.other_coordinator).has_second_factor


def test_nobody_disconnects_their_own_app_so(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.coordinator)
    visitor.as_person(cast.coordinator)
    assert "Disconnect" not in visitor.get(f"{_people(cast)}/{cast.coordinator.id}").text
    visitor.post(_app_page(cast, cast.coordinator), status=409)
    assert account_of(cast.coordinator).has_second_factor


def test_who_has_no_app_has_none_to_lose(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    page = visitor.post(_app_page(cast, cast.administrator), status=409)
    assert "This person has connected no app." in page.text
