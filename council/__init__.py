"""Council: a toolkit for family advisory councils in schools."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: dict[str, Any] | None = None, instance: Path | None = None) -> "Flask":
    """The application, with settings from the environment unless they are given here."""
    # Here and not above: a process that only prints imports council.printing, and with it this
    # file, but needs nothing of the house.
    from flask import Flask

    from council import assembly
    from council.config import read_settings
    from council.paths import TEMPLATES

    app = Flask(
        "council",
        template_folder=str(TEMPLATES),
        instance_path=str(instance.resolve()) if instance else None,
    )
    app.config.from_mapping(read_settings(Path(app.instance_path)) | (settings or {}))
    assembly.assemble(app)
    return app
