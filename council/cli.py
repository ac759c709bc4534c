"""The council command: setting up, serving, working, printing, checking."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from council import clock, create_app
from council.access.operations import first_admin_ticket, set_up_installation
from council.access.tickets import ticket_token
from council.check import Level, findings
from council.config import BadSetting
from council.councils.models import Council
from council.councils.presets import PRESETS
from council.database import db
from council.jobs import WorkFailed, work, work_once
from council.logs import set_up_logs
from council.meetings.models import Meeting
from council.meetings.queries import next_meeting
from council.migrations import DatabaseProblem, refuse_unready_database, upgrade_database
from council.notices.mail import mail_server
from council.packets.style import PacketArrangement, PacketStyle, usual_style
from council.people.queries import is_empty_installation
from council.printing.document import Paper, TextSize
from council.refusals import Refusal

DISTRIBUTION = "council-families"


class OneSentence(click.Group):
    """What goes wrong is told in one sentence, and the command answers with an error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (BadSetting, DatabaseProblem, Refusal, WorkFailed) as problem:
            raise click.ClickException(str(problem)) from problem
        except OperationalError as problem:
            raise click.ClickException(
                f"The database did not answer ({str(problem.orig).strip().splitlines()[0]})."
            ) from problem
        except BrokenPipeError:
            raise  # whoever read what is printed has seen enough; click ends without a word
        except OSError as problem:
            raise click.ClickException(f"{problem.filename or 'File'}: {problem.strerror}") from (
                problem
            )


@click.group(cls=OneSentence, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=DISTRIBUTION, prog_name="council")
def main() -> None:
    """Council: for family advisory councils in schools."""
    set_up_logs()


@main.command()
@click.option("--district", prompt="Name of the district")
@click.option(
    "--time-zone", prompt="Its time zone", default="America/Los_Angeles", show_default=True
)
@click.option("--school", prompt="Name of the first school")
@click.option("--council", "council_name", prompt="Name of its council")
@click.option(
    "--preset",
    prompt="Kind of council",
    type=click.Choice(list(PRESETS)),
    default="own_rules",
    show_default=True,
)
@click.option("--admin-name", prompt="Your name, as the first admin")
@click.option("--admin-email", prompt="Your e-mail address")
def init(
    district: str,
    time_zone: str,
    school: str,
    council_name: str,
    preset: str,
    admin_name: str,
    admin_email: str,
) -> None:
    """Set up a district, its first school and council, and the first admin.

    Prints a link that makes the admin's account. Asks for what no option says.
    """
    with _opened() as app:
        upgrade_database()
        ticket = set_up_installation(
            district=district,
            time_zone=time_zone,
            school=school,
            council=council_name,
            preset=preset,
            admin_name=admin_name,
            admin_email=admin_email,
        )
        link = _link(app, "access.accept_invitation", ticket_token(ticket))
        db.session.commit()
    click.echo("Done. Open this link to choose a password; it works once, for 14 days:")
    click.echo(link)


@main.command()
def upgrade() -> None:
    """Bring the database to this release; nothing happens if it is."""
    with _opened():
        upgrade_database()
    click.echo("The database is current.")


@main.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where there is somebody already.")
def demo(if_empty: bool) -> None:
    """Fill an empty database with a demo year of two councils, made current first."""
    from council import demo as demo_year

    with _opened():
        upgrade_database()
        if not is_empty_installation():
            if if_empty:
                click.echo("The database holds something already; nothing was changed.")
                return
            raise click.ClickException(
                "The demo year goes into an empty database, and this one holds something already."
            )
        demo_year.fill()
        db.session.commit()
    click.echo("The demo year is there.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", envvar="PORT", default=5000, show_default=True, type=click.IntRange(1, 65535)
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--with-worker", is_flag=True, help="Do the background work too.")
def serve(host: str, port: int, workers: int, with_worker: bool) -> None:
    """Serve the pages."""
    from council import serving

    with _opened() as app:
        refuse_unready_database()
        _refuse_unusable_mail(app)
        _say_where(app, host, port)
    server = serving.Server(app, host=host, port=port, workers=workers)
    if not with_worker:
        server.run()
    elif code := serving.run_together([server.run, partial(work, app)]):
        raise click.exceptions.Exit(code)


@main.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def work_command(once: bool) -> None:
    """Do the background work: send messages, expire offers."""
    with _opened() as app:
        refuse_unready_database()
        _refuse_unusable_mail(app)
    if once:
        work_once(app)
    else:
        work(app)


@main.command()
@click.argument("meeting")
@click.option("--languages", required=True, help="Tags with commas between them: en,es")
@click.option(
    "--layout",
    type=click.Choice([each.value.replace("_", "-") for each in PacketArrangement]),
    default="side-by-side",
    show_default=True,
    help="How two languages share it.",
)
@click.option(
    "--paper",
    type=click.Choice([each.value for each in Paper]),
    help="What it is printed on; the council's paper, if nothing is said.",
)
@click.option("--large", is_flag=True, help="In large print.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write."
)
def packet(
    meeting: str, languages: str, layout: str, paper: str | None, large: bool, output: Path | None
) -> None:
    """Print the packet of a MEETING: its id, or `next` for the one that comes next."""
    from council.packets.operations import print_meeting_packet

    tags = [tag.strip() for tag in languages.split(",") if tag.strip()]
    with _opened() as app:
        refuse_unready_database()
        found = _meeting(meeting)
        usual = usual_style(found.council)
        style = PacketStyle(
            PacketArrangement(layout.replace("-", "_")),
            Paper(paper) if paper else usual.paper,
            TextSize.LARGE if large else TextSize.REGULAR,
        )
        pdf = print_meeting_packet(found, tags, style)
        chosen = [layout, style.paper.value, *(["large"] if large else [])]
        named = [str(found.held_on), found.id, *tags, *([] if style == usual else chosen)]
    file = output or Path(app.instance_path) / "packets" / f"{'-'.join(named)}.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pdf)
    click.echo(str(file))


@main.command()
def check() -> None:
    """Look at everything that this installation needs, and say how to mend what is wrong."""
    signs = {Level.GOOD: "good ", Level.CARE: "care ", Level.WRONG: "WRONG"}
    wrong = 0
    with _opened() as app:
        for finding in findings(app):
            click.echo(f"{signs[finding.level]}  {finding.what}: {finding.seen}.")
            if finding.mend:
                click.echo(f"       {finding.mend}")
            wrong += finding.level is Level.WRONG
    if wrong:
        raise click.ClickException(
            "One thing is wrong." if wrong == 1 else f"{wrong} things are wrong."
        )


@contextmanager
def _opened() -> Iterator[Flask]:
    """This installation, with its database closed again afterwards."""
    app = create_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _meeting(wanted: str) -> Meeting:
    if wanted == "next":
        ahead = [
            meeting
            for council_id in db.session.scalars(select(Council.id))
            if (meeting := next_meeting(council_id, clock.now())) is not None
        ]
        if not ahead:
            raise click.ClickException("There is no meeting ahead.")
        return min(ahead, key=lambda meeting: meeting.starts_at)
    found = db.session.get(Meeting, wanted)
    if found is None:
        raise click.ClickException(f"There is no meeting {wanted}.")
    return found


def _refuse_unusable_mail(app: Flask) -> None:
    if app.config["MAIL_URL"]:
        mail_server()


def _say_where(app: Flask, host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Council is at http://{shown}:{port}; links say {app.config['COUNCIL_URL']}")
    if is_empty_installation():
        link = _link(app, "access.first_admin", ticket_token(first_admin_ticket()))
        db.session.commit()
        click.echo("Nothing is set up here yet. Open this link, which works once, for two days:")
        click.echo(link)


def _link(app: Flask, endpoint: str, token: str) -> str:
    with app.test_request_context(base_url=app.config["COUNCIL_URL"]):
        return f"{app.config['COUNCIL_URL']}{url_for(endpoint, token=token)}"
