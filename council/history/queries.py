"""What happened to a thing, latest first."""

from sqlalchemy import Select, select

from council.history.models import HistoryEntry


def history_of(subject_kind: str, subject_id: str) -> Select[HistoryEntry]:
    """The entries about one thing, the latest first."""
    return (
        select(HistoryEntry)
        .where(HistoryEntry.subject_kind == subject_kind, HistoryEntry.subject_id == subject_id)
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id)
    )
