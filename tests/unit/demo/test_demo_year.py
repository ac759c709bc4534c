"""The demo year is possible, holds what is awkward, and speaks to families in their languages."""

import logging

import pytest
from flask import Flask
from sqlalchemy import func, select

from council import clock
from council.concerns.models import Concern
from council.councils.models import Council
from council.database import db
from council.demo import fill
from council.interpreting.queries import needs_unfilled
from council.interpreting.states import NeedStanding
from council.languages import translations
from council.languages.registry import Area, find
from council.meetings.council_words_queries import words_of_council
from council.meetings.minutes_queries import approved_minutes, meetings_with_minutes_to_approve
from council.meetings.posting_queries import was_posted_in_time
from council.meetings.queries import next_meeting
from council.meetings.states import WordsAbout
from council.notices.letters import compose
from council.notices.models import OutboxMessage
from council.packets.models import Packet
from council.packets.queries import last_meeting_held_before
from council.people.models import Family
from council.recommendations.models import Recommendation, StaffResponse
from council.recommendations.queries import answers_overdue
from council.recommendations.states import Disposition, RecommendationState
from council.texts.glossary_queries import glossary_terms, glossary_terms_in
from council.texts.passages import PassageStanding, passage, passages
from council.triggers import missing_triggers
from tests.conftest import make_app


@pytest.fixture
def engine_name() -> str:
    """One engine is enough: the operations that tell the year are tried on both."""
    return "sqlite"


@pytest.fixture(scope="module")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with a year that was told once for all of these tests."""
    folder = tmp_path_factory.mktemp("year")
    app = make_app(f"sqlite:///{folder / 'council.sqlite'}", folder)
    with app.app_context():
        fill()
        db.session.commit()
        db.session.remove()
    return app


@pytest.fixture
def school_council(app: Flask) -> Council:
    """The school's council at the end of the year that was told."""
    return db.session.scalars(select(Council).where(Council.preset == "ca_elac")).one()


def test_the_year_holds_what_a_coordinator_meets(school_council: Council) -> None:
    council = school_council
    assert db.session.scalar(select(func.count(Family.id))) == 60
    languages = set(db.session.scalars(select(Family.spoken_language)))
    assert {"es", "ar", "so", "cmn", "vi", "fa-AF", "my", "mam", "quc"} <= languages
    assert set(db.session.scalars(select(Concern.language))) >= {"es", "ar", "so", "vi", "fa-AF"}

    meeting = next_meeting(council.id, clock.now())
    assert meeting is not None and was_posted_in_time(meeting)
    unfilled = {
        need.need.language: need.need.standing
        for need in needs_unfilled(council.id, meeting.ends_at)
    }
    assert unfilled["so"] is NeedStanding.OPEN
    assert unfilled["mam"] is NeedStanding.PARTLY
    assert "es" not in unfilled

    overdue = list(db.session.scalars(answers_overdue(council)))
    assert len(overdue) == 1
    declined = db.session.scalars(
        select(StaffResponse).where(StaffResponse.disposition == Disposition.DECLINED)
    ).one()
    in_arabic = passages([declined.reasons_id], "ar")[declined.reasons_id]
    assert in_arabic.standing is PassageStanding.STALE
    in_somali = passages([declined.reasons_id], "so")[declined.reasons_id]
    assert in_somali.standing is PassageStanding.MISSING
    states = set(db.session.scalars(select(Recommendation.state)))
    assert {RecommendationState.IN_PROGRESS, RecommendationState.PROPOSED} <= states
    pairs = db.session.execute(select(Packet.first_language, Packet.second_language)).all()
    assert {tuple(pair) for pair in pairs} == {("en", "es"), ("en", "ar")}
    assert missing_triggers(db.session.connection()) == []


def test_the_year_holds_what_packets_repeat(school_council: Council) -> None:
    council = school_council
    terms = {entry.term: entry for entry in glossary_terms()}
    assert len(terms) >= 10
    assert {"Interpreter", "Language census"} <= {
        entry.term for entry in glossary_terms_in(["Use your interpreter.", "A language census"])
    }
    in_arabic = {
        passage(terms[name].meaning_id, "ar", unapproved=True).standing
        for name in ("English learner", "Title I", "Local Control and Accountability Plan (LCAP)")
    }
    assert in_arabic == {PassageStanding.APPROVED, PassageStanding.DRAFT, PassageStanding.MISSING}
    meeting = next_meeting(council.id, clock.now())
    assert meeting is not None
    before = last_meeting_held_before(meeting)
    assert before is not None
    for language in ("es", "ar"):
        (said,) = approved_minutes([before.id], language).values()
        assert said.standing is PassageStanding.APPROVED
    assert set(words_of_council(council.id)) == set(WordsAbout)
    waiting = db.session.scalars(select(Council).where(Council.preset == "ca_delac")).one()
    assert len(meetings_with_minutes_to_approve(waiting.id)) == 1


def test_every_message_of_the_year_is_written_in_the_language_of_whom_it_is_for(
    school_council: Council, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each missing word is logged once for each reading of a catalog, so they are read afresh.
    monkeypatch.setattr(translations, "_loaded", {})
    with caplog.at_level(logging.WARNING, logger="council.languages.translations"):
        messages = list(
            db.session.scalars(select(OutboxMessage).where(OutboxMessage.family_id.is_not(None)))
        )
        kinds = set()
        for message in messages:
            kinds.add(message.kind)
            assert compose(message) is not None
    assert {"meeting_posted", "recommendation_answered", "vote_invited"} <= kinds
    told = {find(message.language) for message in messages}
    assert {language.tag for language in told if language.has_catalog(Area.FAMILY)} >= {"so", "vi"}
    lacking = [record.getMessage() for record in caplog.records if "lacks" in record.getMessage()]
    assert lacking == []
