"""Who may do what, written out a second time: as the council's rules say it, not as the code does.

Each line is an action, then one mark for member, parent leader, coordinator, administrator and
district admin: x may, - may not.
"""

import pytest

from council.access.actions import ROLES_THAT_MAY, STAFF_ROLES, Action, Role, may

WHO = (
    Role.MEMBER,
    Role.PARENT_LEADER,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
    Role.DISTRICT_ADMIN,
)

TABLE = """
see_council             xxxxx
raise_concern           xxxx-
log_concern             -xx--
see_concerns            xxx--
see_who_raised          -xx--
close_concern           --x--
write_reading           -xx--
approve_reading         --x--
see_themes              xxxx-
group_concerns          -xx--
write_summary           -xx--
approve_summary         --x--
see_rounds              xxxx-
run_round               -xx--
enter_paper_ballot      --x--
see_meetings            xxxx-
schedule_meeting        --x--
post_agenda             --x--
write_minutes           -xx--
approve_minutes         --x--
write_council_words     --x--
see_needs               --x--
book_interpreter        --x--
see_interpreters        -xxxx
keep_interpreters       --x-x
see_recommendations     xxxx-
draft_recommendation    -xx--
record_motion           -xx--
send_recommendation     --x--
answer_recommendation   ---x-
see_texts               -xx--
translate               -xx--
approve_translation     -xx--
see_glossary            -xxxx
keep_glossary           --x-x
see_packets             xxxx-
issue_packet            --x--
see_messages            --x--
see_families            --x--
keep_families           --x--
see_people              --x-x
invite_people           --x-x
choose_paper            --x-x
keep_district           ----x
"""

RIGHTS = {
    Action(line.split()[0]): dict(zip(WHO, line.split()[1], strict=True))
    for line in TABLE.strip().splitlines()
}


def test_the_table_names_every_action() -> None:
    assert set(RIGHTS) == set(Action) == set(ROLES_THAT_MAY)
    assert set(WHO) == set(Role)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_council_s_rules_say(role: Role, action: Action) -> None:
    assert may(frozenset({role}), action) == (RIGHTS[action][role] == "x")


@pytest.mark.parametrize("action", Action)
def test_nobody_without_a_role_may_do_anything(action: Action) -> None:
    assert not may(frozenset(), action)


def test_staff_are_those_who_answer_for_others() -> None:
    assert {Role.COORDINATOR, Role.ADMINISTRATOR, Role.DISTRICT_ADMIN} == STAFF_ROLES
