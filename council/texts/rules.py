"""Who may approve a translation, and when two terms are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING

from council.access.actions import Role

if TYPE_CHECKING:
    from council.people.models import Person
    from council.texts.models import Translation


def may_approve_into(language: str, roles: Collection[Role], named: Collection[str]) -> bool:
    """A coordinator approves into every language, a leader into those they are named for."""
    return Role.COORDINATOR in roles or (Role.PARENT_LEADER in roles and language in named)


def can_approve(
    person: Person, roles: Collection[Role], translation: Translation, named: Collection[str]
) -> bool:
    """Somebody trusted with the language, and another than who wrote it or pasted it in."""
    return may_approve_into(translation.language, roles, named) and person.id not in (
        translation.written_by_id,
        translation.entered_by_id,
    )


def key_of_term(term: str) -> str:
    """A term as it is looked up: whatever its capitals and the spaces between its words."""
    return " ".join(unicodedata.normalize("NFC", term).casefold().split())
