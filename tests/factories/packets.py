"""A meeting with everything that a packet can tell of, made by the people whose steps those are."""

from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO

import pikepdf

from council import clock
from council.concerns.models import Theme
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import start_theme
from council.meetings.agenda_operations import add_item, add_theme
from council.meetings.models import Meeting
from council.meetings.operations import MeetingFacts, schedule_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.packets.style import PacketStyle
from council.printing.document import TextSize
from council.recommendations.answer_operations import Answer, mark_step_done
from council.recommendations.models import Recommendation
from council.recommendations.operations import (
    draft_recommendation,
    propose_recommendation,
    put_on_agenda,
)
from council.recommendations.states import Disposition
from council.rounds.models import PriorityRound
from council.rounds.operations import (
    cast_ballot,
    close_round,
    draft_round,
    make_paper_tickets,
    open_round,
)
from council.texts.models import Translation
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import newest_revisions
from tests.factories.recommendations import a_concern, answered_by_paula
from tests.factories.school import Cast

LARGE_PRINT = PacketStyle(text_size=TextSize.LARGE)

BUSES = "Buses that come late"
BUSES_SUMMARY = (
    "Families say that the morning bus on the north line often comes ten to twenty minutes late."
    " Children miss breakfast and the first lesson."
)
HOMEWORK = "Homework that families can help with"
HOMEWORK_SUMMARY = (
    "Families want to help with homework and cannot, because it comes in English only."
)

SPANISH = {
    "Council meeting": "Reunión del consejo",
    "Welcome": "Bienvenida",
    BUSES: "Autobuses que llegan tarde",
    BUSES_SUMMARY: (
        "Las familias dicen que el autobús de la mañana de la línea norte llega a menudo con diez"
        " o veinte minutos de retraso. Los niños pierden el desayuno y la primera clase."
    ),
    HOMEWORK: "Tareas con las que las familias puedan ayudar",
    HOMEWORK_SUMMARY: (
        "Las familias quieren ayudar con las tareas y no pueden, porque solo vienen en inglés."
    ),
    "What should the school take up first?": "¿De qué debe ocuparse primero la escuela?",
    "A bus that comes on time": "Un autobús que llegue a tiempo",
    "Agree on a timetable with the bus company, and post it.": (
        "Acordar un horario con la compañía de autobuses y publicarlo."
    ),
    "Homework sheets in every home language": "Hojas de tareas en cada idioma del hogar",
    "Send instructions for homework in the languages that families read.": (
        "Enviar las instrucciones de las tareas en los idiomas que leen las familias."
    ),
    "The company has agreed to a new timetable.": ("La compañía ha aceptado un nuevo horario."),
    "Post the timetable at stop 1.": "Publicar el horario en la parada 1.",
    "Post the timetable at stop 2.": "Publicar el horario en la parada 2.",
}

ARABIC = {
    "Council meeting": "اجتماع المجلس",
    "Welcome": "ترحيب",
    BUSES: "حافلات تصل متأخرة",
    BUSES_SUMMARY: (
        "تقول العائلات إن حافلة الصباح على الخط الشمالي كثيرًا ما تتأخر عشر دقائق إلى عشرين"
        " دقيقة، فيفوت الأطفالَ الفطورُ والدرسُ الأول."
    ),
    HOMEWORK: "واجبات تستطيع العائلات المساعدة فيها",
    HOMEWORK_SUMMARY: (
        "تريد العائلات المساعدة في الواجبات المنزلية ولا تستطيع، لأنها تأتي بالإنجليزية فقط."
    ),
    "What should the school take up first?": "بماذا ينبغي أن تبدأ المدرسة؟",
    "A bus that comes on time": "حافلة تصل في موعدها",
    "Agree on a timetable with the bus company, and post it.": (
        "الاتفاق مع شركة الحافلات على جدول مواعيد ونشره."
    ),
    "Homework sheets in every home language": "أوراق الواجبات بكل لغات البيوت",
    "Send instructions for homework in the languages that families read.": (
        "إرسال تعليمات الواجبات باللغات التي تقرأها العائلات."
    ),
    "The company has agreed to a new timetable.": "وافقت الشركة على جدول مواعيد جديد.",
    "Post the timetable at stop 1.": "تعليق جدول المواعيد عند الموقف 1.",
    "Post the timetable at stop 2.": "تعليق جدول المواعيد عند الموقف 2.",
}

WORDS = {"es": SPANISH, "ar": ARABIC}


@dataclass(frozen=True)
class Scene:
    """A posted meeting and what it is about."""

    meeting: Meeting
    buses: Theme
    homework: Theme
    round: PriorityRound
    proposal: Recommendation
    answered: Recommendation

    @property
    def text_ids(self) -> list[str]:
        """Every text that the packet reads, in the order in which it was written."""
        answer = self.answered.responses[-1]
        ids = [self.meeting.title_id, *(item.title_id for item in self.meeting.items)]
        for theme in (self.buses, self.homework):
            ids += [theme.title_id, theme.summary_id or ""]
        ids += [self.round.question_id]
        for each in (self.proposal, self.answered):
            ids += [each.title_id, each.body_id]
        ids += [answer.reasons_id, *(step.text_id for step in answer.steps)]
        return list(dict.fromkeys(ids))


def a_said_theme(cast: Cast, title: str, summary: str, **concerns: int) -> Theme:
    """A theme with an approved summary and so many concerns in each language behind it."""
    theme = start_theme(cast.council, title, language="en", by=cast.leader)
    write_summary(theme, summary, language="en", by=cast.leader)
    approve_summary(theme, by=cast.coordinator)
    for language, number in concerns.items():
        for _ in range(number):
            a_concern(cast, language, theme=theme)
    return theme


def a_closed_round(cast: Cast, themes: list[Theme], ballots: int) -> PriorityRound:
    """A round in which each ballot gave two dots to the first theme and one to the second."""
    round_ = draft_round(
        cast.council,
        "What should the school take up first?",
        "en",
        themes,
        responder=cast.administrator,
        respond_by=clock.today(cast.council.time_zone) + timedelta(days=30),
        within_power="The school's own money and times.",
        by=cast.leader,
    )
    open_round(round_, by=cast.leader)
    first, second, *_others = (option.id for option in round_.options)
    if ballots:
        for ticket in make_paper_tickets(round_, ballots, by=cast.coordinator):
            cast_ballot(ticket, {first: 2, second: 1})
    close_round(round_, by=cast.leader)
    return round_


def a_scene(
    cast: Cast, *, title: str = "Council meeting", ballots: int = 12, post: bool = True
) -> Scene:
    """Next week's meeting, about all that a packet has a section for; nothing is translated yet."""
    buses = a_said_theme(cast, BUSES, BUSES_SUMMARY, es=14, ar=3, so=4)
    homework = a_said_theme(cast, HOMEWORK, HOMEWORK_SUMMARY, es=4)
    round_ = a_closed_round(cast, [buses, homework], ballots)
    answered = answered_by_paula(cast, buses)
    mark_step_done(answered, answered.responses[-1].steps[0], by=cast.administrator)
    proposal = draft_recommendation(
        cast.council,
        title="Homework sheets in every home language",
        body="Send instructions for homework in the languages that families read.",
        language="en",
        themes=[homework],
        by=cast.leader,
    )
    propose_recommendation(proposal, by=cast.leader)
    meeting = a_meeting_next_week(cast, title)
    add_item(meeting, "Welcome", kind=ItemKind.INFORMATION, minutes=10, by=cast.coordinator)
    add_theme(meeting, buses, by=cast.coordinator)
    put_on_agenda(proposal, meeting, by=cast.coordinator)
    if post:
        post_agenda(meeting, invite=False, by=cast.coordinator)
    return Scene(meeting, buses, homework, round_, proposal, answered)


def a_meeting_next_week(cast: Cast, title: str = "Council meeting") -> Meeting:
    """A meeting at six in the evening, in the library and online."""
    facts = MeetingFacts(
        title,
        clock.today(cast.council.time_zone) + timedelta(days=7),
        time(18, 0),
        90,
        "Library, 12 Alder Street",
        "https://meet.example.org/alder",
    )
    return schedule_meeting(cast.council, facts, by=cast.coordinator)


def a_small_meeting(cast: Cast, title: str = "Council meeting") -> Meeting:
    """A posted meeting with one item and nothing else to tell."""
    meeting = a_meeting_next_week(cast, title)
    add_item(meeting, "Welcome", kind=ItemKind.INFORMATION, minutes=10, by=cast.coordinator)
    post_agenda(meeting, invite=False, by=cast.coordinator)
    return meeting


def translate(
    cast: Cast,
    text_id: str,
    language: str,
    words: str,
    *,
    approve: bool = True,
    machine: bool = False,
) -> Translation:
    """A translation of a text's newest words that Carmen enters and Devi approves."""
    revision = newest_revisions([text_id])[text_id]
    translation = add_translation(revision, language, words, by=cast.coordinator, machine=machine)
    if approve:
        approve_translation(translation, by=cast.second_coordinator)
    return translation


def translate_scene(cast: Cast, scene: Scene, language: str) -> None:
    """Everything that the meeting is about, approved in this language."""
    revisions = newest_revisions(scene.text_ids)
    for text_id in scene.text_ids:
        translate(cast, text_id, language, WORDS[language][revisions[text_id].words])


def declined(scene: Scene) -> Answer:
    """An answer that says no, with reasons."""
    return Answer(Disposition.DECLINED, "There is no money for it this year.", "en")


def a_pdf(pages: int) -> bytes:
    """A file with so many white pages, where nothing has to be printed."""
    file = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(612, 792))
        pdf.save(file)
    return file.getvalue()
