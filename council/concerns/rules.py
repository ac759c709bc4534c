"""What a person may do with this one concern or theme, beside what their role lets them do."""

from typing import TYPE_CHECKING

from council.access.actions import Role
from council.concerns.states import CONCERN_MOVES, ConcernMove, ConcernState, Consent

if TYPE_CHECKING:
    from council.concerns.models import Concern
    from council.people.models import Person
    from council.texts.models import TextRevision

# The longest that a family's words can be; a page of them, and then some.
MOST_CHARACTERS = 5000

# A reading is a sentence or two.
MOST_OF_A_READING = 400

# A concern in one of these stands behind its themes; the others have left the thread.
STANDING = frozenset(ConcernState) - {ConcernState.CLOSED, ConcernState.WITHDRAWN}

# Those that the council still works on without their family's words.
TO_READ = STANDING - {ConcernState.ANSWERED}


def can_read_words(person: "Person", roles: frozenset[Role], concern: "Concern") -> bool:
    """A coordinator reads the council's concerns in full, a leader those that they wrote down."""
    if Role.COORDINATOR in roles:
        return True
    return Role.PARENT_LEADER in roles and concern.logged_by_id == person.id


def can_have_reading(concern: "Concern") -> bool:
    """Others may read of a concern, in other words, unless it is private or has ended."""
    return concern.consent is not Consent.PRIVATE and concern.state in STANDING


def can_group(concern: "Concern") -> bool:
    """A concern can stand under a theme unless its family keeps it private, or it has ended."""
    return concern.consent is not Consent.PRIVATE and concern.state in STANDING


def can_close(concern: "Concern") -> bool:
    """A concern can be closed until it is in a recommendation, which the school will answer."""
    return (concern.state, ConcernMove.CLOSE) in CONCERN_MOVES


def can_withdraw(concern: "Concern") -> bool:
    """A family can take its concern back until it is answered or closed."""
    return (concern.state, ConcernMove.WITHDRAW) in CONCERN_MOVES


def can_approve_summary(person: "Person", revision: "TextRevision") -> bool:
    """Somebody else approves a summary than the one who wrote these words."""
    return revision.author_id != person.id
