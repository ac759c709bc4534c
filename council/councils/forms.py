"""What is typed to open a school and to found a council."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from council.access.forms import preset_choices, time_zone_choices
from council.councils.models import District, School
from council.forms import CouncilForm
from council.languages.formatting import language_name
from council.languages.registry import written_languages
from council.printing.document import Paper
from council.texts.sheet_forms import PAPERS


class OpenSchoolForm(CouncilForm):
    """A school of the district."""

    name = StringField(
        _l("Name of the school"),
        [DataRequired(_l("Write the name of the school.")), Length(max=160)],
        render_kw={"dir": "auto"},
    )
    address = StringField(_l("Address"), [Length(max=240)], render_kw={"dir": "auto"})


class FoundCouncilForm(CouncilForm):
    """A council of a school or of the district, with the rules of its kind."""

    name = StringField(
        _l("Name of the council"),
        [DataRequired(_l("Write the name of the council.")), Length(max=160)],
        render_kw={"dir": "auto"},
    )
    school = SelectField(_l("School"), [Optional()])
    preset = RadioField(
        _l("Kind of council"), [InputRequired(_l("Choose what kind of council it is."))]
    )
    time_zone = SelectField(_l("Time zone"), [InputRequired()])
    language = SelectField(_l("Language that it writes in"), [InputRequired()])
    paper = SelectField(
        _l("Paper that it prints on"),
        [InputRequired()],
        choices=PAPERS,
        default=Paper.LETTER.value,
    )

    def __init__(self, district: District, schools: list[School]) -> None:
        super().__init__(time_zone=district.time_zone, language="en")
        self.school.choices = [
            SelectChoice("", _("None: it is the district’s")),
            *(SelectChoice(school.id, school.name) for school in schools),
        ]
        self.preset.choices = preset_choices()
        self.time_zone.choices = time_zone_choices(district.time_zone)
        self.language.choices = [
            SelectChoice(each.tag, language_name(each.tag)) for each in written_languages()
        ]


class ChoosePaperForm(CouncilForm):
    """What a council prints on."""

    paper = SelectField(_l("Paper"), [InputRequired()], choices=PAPERS)
