"""What roles are called, and what each lets somebody do, in a few words."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from council.access.actions import Role

ROLE_NAMES: Mapping[Role, LazyString] = {
    Role.MEMBER: _l("Member"),
    Role.PARENT_LEADER: _l("Parent leader"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.DISTRICT_ADMIN: _l("District admin"),
}

WHAT_ROLES_DO: Mapping[Role, LazyString] = {
    Role.MEMBER: _l("Reads what families said, comes to meetings and votes."),
    Role.PARENT_LEADER: _l(
        "Writes down concerns for families, groups them, runs votes and drafts recommendations."
    ),
    Role.COORDINATOR: _l(
        "Plans meetings, books interpreters, has texts translated and issues packets."
    ),
    Role.ADMINISTRATOR: _l("Answers recommendations in writing, and reports on what was promised."),
    Role.DISTRICT_ADMIN: _l("Looks after the schools, councils and people of the whole district."),
}
