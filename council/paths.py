"""Where the files are that are not Python, in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _beside_or_inside(name: str) -> Path:
    # The wheel moves these folders into the package; a checkout keeps them next to it, where
    # translators and designers look for them.
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _beside_or_inside("templates")
TRANSLATIONS = _beside_or_inside("translations")
