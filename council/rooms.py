"""The rooms of the house, in their order, and what each has."""

# In the order of the house: each imports only models and operations of those before it.
PACKAGES = (
    "languages",
    "history",
    "people",
    "councils",
    "notices",
    "access",
    "texts",
    "concerns",
    "rounds",
    "meetings",
    "interpreting",
    "recommendations",
    "packets",
    "thread",
    "today",
)

# Which rooms keep something, show pages, register what others call, and work in the background.
# A test holds these lists against the files that there are.
WITH_MODELS = frozenset(PACKAGES) - {"languages", "thread", "today"}
WITH_PAGES = frozenset(PACKAGES) - {"history"}
WITH_OFFERS = frozenset(
    {
        "access",
        "concerns",
        "interpreting",
        "meetings",
        "packets",
        "recommendations",
        "rounds",
        "texts",
    }
)
WITH_TASKS = frozenset({"access", "interpreting", "notices", "packets"})


def rooms(some: frozenset[str]) -> list[str]:
    """These rooms in the order of the house."""
    return [package for package in PACKAGES if package in some]
