"""A real PostgreSQL server for the tests: its own port, its own data, gone afterwards.

As a program it starts the server, runs a command that finds it, and stops it:

    python tests/postgresql.py pytest -n 2
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

# Where a server is to be found that was started already, with its administrator and password.
ADDRESS_VARIABLE = "COUNCIL_TEST_POSTGRESQL"

ADMINISTRATOR = "council"

# Nothing here outlives the tests, so nothing waits for a disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "timezone": "UTC",
}

# The keeper starts the server, says so, and waits at the end of a pipe. The pipe closes when the
# process of the tests ends, however it ends, so that no server and no data are left behind.
KEEPER = """
"$1" start --silent --wait --pgdata="$2/data" --log="$2/log" --options="-p $3" && echo started
read -r line
"$1" stop --silent --wait --pgdata="$2/data" --mode=immediate
rm -rf "$2"
"""


class PostgresqlMissing(Exception):
    """The tests need PostgreSQL's server and this machine has none that starts."""


class PostgresqlServer:
    """A running server, in which each test makes the databases that it needs."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def create_database(self, template: URL | None = None) -> URL:
        """Makes an empty database, or a copy of one that nobody is connected to."""
        name = f"test_{secrets.token_hex(8)}"
        copied = f' TEMPLATE "{template.database}"' if template else ""
        self._administer(f'CREATE DATABASE "{name}"{copied}')
        return self.url.set(database=name)

    def drop_database(self, url: URL) -> None:
        """Throws a database away, and out whoever is still connected to it."""
        self._administer(f'DROP DATABASE "{url.database}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def running_postgresql() -> Iterator[PostgresqlServer]:
    """The server that the environment names, or else one that lives as long as the block."""
    if address := os.environ.get(ADDRESS_VARIABLE):
        yield PostgresqlServer(make_url(address))
        return
    programs = _find_programs()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="council-postgresql-"))
    password = secrets.token_hex(16)
    _initialise(programs, folder, owner, password)
    with _serving(programs, folder, owner) as port:
        yield PostgresqlServer(
            URL.create(
                "postgresql+psycopg",
                username=ADMINISTRATOR,
                password=password,
                host="127.0.0.1",
                port=port,
                database="postgres",
            )
        )


def _find_programs() -> Path:
    # Debian keeps the server programs of each version in a folder of its own, outside the PATH.
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda program: float(program.parts[-3]), default=None)
    on_path = shutil.which("initdb")
    if newest is not None:
        return newest.parent
    if on_path is not None:
        return Path(on_path).resolve().parent
    raise PostgresqlMissing(
        "PostgreSQL's server programs are not on this machine: run the tests by 'make test', "
        "or install them (on Debian: apt-get install postgresql)."
    )


def _owner() -> pwd.struct_passwd:
    # PostgreSQL refuses to run as root.
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresqlMissing("PostgreSQL does not run as root, and there is no user postgres here.")


def _run_as(owner: pwd.struct_passwd, folder: Path) -> dict[str, Any]:
    # A PGPORT or PGDATA of the account's own must not reach this server.
    surroundings: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}}
    if os.getuid() == 0:
        surroundings |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return surroundings


def _initialise(programs: Path, folder: Path, owner: pwd.struct_passwd, password: str) -> None:
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    for path in (password_file, folder):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    command: list[str | Path] = [
        programs / "initdb",
        f"--pgdata={folder / 'data'}",
        f"--username={ADMINISTRATOR}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]
    answer = subprocess.run(
        command, check=False, capture_output=True, text=True, **_run_as(owner, folder)
    )
    if answer.returncode != 0:
        shutil.rmtree(folder)
        raise PostgresqlMissing(f"PostgreSQL's initdb failed: {answer.stdout}{answer.stderr}")
    with (folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())


@contextlib.contextmanager
def _serving(programs: Path, folder: Path, owner: pwd.struct_passwd) -> Iterator[int]:
    port = _free_port()
    command: list[str | Path] = ["/bin/sh", "-c", KEEPER, "keeper", programs / "pg_ctl", folder]
    with subprocess.Popen(
        [*command, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        **_run_as(owner, folder),
    ) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        said = keeper.stdout.readline()
        if said != "started\n":
            log = (folder / "log").read_text()
            raise PostgresqlMissing(f"PostgreSQL did not start: {said}{log}")
        try:
            yield port
        finally:
            keeper.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    """Runs the command beside a server, and answers what the command answered."""
    with running_postgresql() as server:
        address = server.url.render_as_string(hide_password=False)
        with subprocess.Popen(command, env={**os.environ, ADDRESS_VARIABLE: address}) as running:
            # An interrupt is the command's to answer; the server waits until it has.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            return running.wait()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PostgresqlMissing as missing:
        sys.exit(str(missing))
