"""Who visits a page, and what they are answered."""

PEOPLE = ("leader", "coordinator", "administrator", "member", "district_admin", "other_coordinator")


def status_for(who: str, allowed: set[str], good: int) -> int:
    """What this person is answered where those `allowed` get a `good` answer."""
    if who == "other_coordinator":
        return 404
    return good if who in allowed else 403
