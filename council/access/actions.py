"""Who may do what: one table. What is not named here is denied.

Rights are held for one council, but for those of the district admin. Whether a person may do it
to this one thing (their own, addressed to them, not written by themselves) is a rule of the
package that the thing belongs to.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to a council, or (district admin) to all of them."""

    MEMBER = "member"
    PARENT_LEADER = "parent_leader"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    DISTRICT_ADMIN = "district_admin"


# These answer for families' trust with a second factor; parent leaders and members need none.
STAFF_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.DISTRICT_ADMIN})


class Action(StrEnum):
    """Something that a page does, as the guard and the menus know it."""

    SEE_COUNCIL = "see_council"
    RAISE_CONCERN = "raise_concern"
    LOG_CONCERN = "log_concern"
    SEE_CONCERNS = "see_concerns"
    SEE_WHO_RAISED = "see_who_raised"
    CLOSE_CONCERN = "close_concern"
    WRITE_READING = "write_reading"
    APPROVE_READING = "approve_reading"
    SEE_THEMES = "see_themes"
    GROUP_CONCERNS = "group_concerns"
    WRITE_SUMMARY = "write_summary"
    APPROVE_SUMMARY = "approve_summary"
    SEE_ROUNDS = "see_rounds"
    RUN_ROUND = "run_round"
    ENTER_PAPER_BALLOT = "enter_paper_ballot"
    SEE_MEETINGS = "see_meetings"
    SCHEDULE_MEETING = "schedule_meeting"
    POST_AGENDA = "post_agenda"
    WRITE_MINUTES = "write_minutes"
    APPROVE_MINUTES = "approve_minutes"
    WRITE_COUNCIL_WORDS = "write_council_words"
    SEE_NEEDS = "see_needs"
    BOOK_INTERPRETER = "book_interpreter"
    SEE_INTERPRETERS = "see_interpreters"
    KEEP_INTERPRETERS = "keep_interpreters"
    SEE_RECOMMENDATIONS = "see_recommendations"
    DRAFT_RECOMMENDATION = "draft_recommendation"
    RECORD_MOTION = "record_motion"
    SEND_RECOMMENDATION = "send_recommendation"
    ANSWER_RECOMMENDATION = "answer_recommendation"
    SEE_TEXTS = "see_texts"
    TRANSLATE = "translate"
    APPROVE_TRANSLATION = "approve_translation"
    SEE_GLOSSARY = "see_glossary"
    KEEP_GLOSSARY = "keep_glossary"
    SEE_PACKETS = "see_packets"
    ISSUE_PACKET = "issue_packet"
    SEE_MESSAGES = "see_messages"
    SEE_FAMILIES = "see_families"
    KEEP_FAMILIES = "keep_families"
    SEE_PEOPLE = "see_people"
    INVITE_PEOPLE = "invite_people"
    CHOOSE_PAPER = "choose_paper"
    KEEP_DISTRICT = "keep_district"


_MEMBER = frozenset({Role.MEMBER})
_LEADER = frozenset({Role.PARENT_LEADER})
_COORDINATOR = frozenset({Role.COORDINATOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_DISTRICT = frozenset({Role.DISTRICT_ADMIN})
_COUNCIL = _MEMBER | _LEADER | _COORDINATOR | _ADMINISTRATOR

ROLES_THAT_MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_COUNCIL: _COUNCIL | _DISTRICT,
    Action.RAISE_CONCERN: _COUNCIL,
    Action.LOG_CONCERN: _LEADER | _COORDINATOR,
    Action.SEE_CONCERNS: _MEMBER | _LEADER | _COORDINATOR,
    Action.SEE_WHO_RAISED: _LEADER | _COORDINATOR,
    Action.CLOSE_CONCERN: _COORDINATOR,
    Action.WRITE_READING: _LEADER | _COORDINATOR,
    Action.APPROVE_READING: _COORDINATOR,
    Action.SEE_THEMES: _COUNCIL,
    Action.GROUP_CONCERNS: _LEADER | _COORDINATOR,
    Action.WRITE_SUMMARY: _LEADER | _COORDINATOR,
    Action.APPROVE_SUMMARY: _COORDINATOR,
    Action.SEE_ROUNDS: _COUNCIL,
    Action.RUN_ROUND: _LEADER | _COORDINATOR,
    Action.ENTER_PAPER_BALLOT: _COORDINATOR,
    Action.SEE_MEETINGS: _COUNCIL,
    Action.SCHEDULE_MEETING: _COORDINATOR,
    Action.POST_AGENDA: _COORDINATOR,
    Action.WRITE_MINUTES: _LEADER | _COORDINATOR,
    Action.APPROVE_MINUTES: _COORDINATOR,
    Action.WRITE_COUNCIL_WORDS: _COORDINATOR,
    Action.SEE_NEEDS: _COORDINATOR,
    Action.BOOK_INTERPRETER: _COORDINATOR,
    Action.SEE_INTERPRETERS: _LEADER | _COORDINATOR | _ADMINISTRATOR | _DISTRICT,
    Action.KEEP_INTERPRETERS: _COORDINATOR | _DISTRICT,
    Action.SEE_RECOMMENDATIONS: _COUNCIL,
    Action.DRAFT_RECOMMENDATION: _LEADER | _COORDINATOR,
    Action.RECORD_MOTION: _LEADER | _COORDINATOR,
    Action.SEND_RECOMMENDATION: _COORDINATOR,
    Action.ANSWER_RECOMMENDATION: _ADMINISTRATOR,
    Action.SEE_TEXTS: _LEADER | _COORDINATOR,
    Action.TRANSLATE: _LEADER | _COORDINATOR,
    Action.APPROVE_TRANSLATION: _LEADER | _COORDINATOR,
    Action.SEE_GLOSSARY: _LEADER | _COORDINATOR | _ADMINISTRATOR | _DISTRICT,
    Action.KEEP_GLOSSARY: _COORDINATOR | _DISTRICT,
    Action.SEE_PACKETS: _COUNCIL,
    Action.ISSUE_PACKET: _COORDINATOR,
    Action.SEE_MESSAGES: _COORDINATOR,
    Action.SEE_FAMILIES: _COORDINATOR,
    Action.KEEP_FAMILIES: _COORDINATOR,
    Action.SEE_PEOPLE: _COORDINATOR | _DISTRICT,
    Action.INVITE_PEOPLE: _COORDINATOR | _DISTRICT,
    Action.CHOOSE_PAPER: _COORDINATOR | _DISTRICT,
    Action.KEEP_DISTRICT: _DISTRICT,
}


def may(roles: frozenset[Role], action: Action) -> bool:
    """Whether any of these roles may do it."""
    return bool(roles & ROLES_THAT_MAY[action])
