"""Make the register ready and serve it: the one command that a first start needs."""

import fcntl
import os
import secrets
import socket
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection, connections, transaction
from gunicorn.app.base import BaseApplication

from geopolitics import search
from geopolitics.curation import roles
from geopolitics.database import measure
from geopolitics.models import REGISTER

LOOPBACK = ("127.0.0.1", "::1", "localhost")
LOCK = 0x67656F  # any number, the same for every start
LOGINS = {"curator": roles.CURATORS, "reviewer": roles.REVIEWERS}


class Command(BaseCommand):
    help = "Make the register ready (tables, fixtures, logins, static files) and serve it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
        parser.add_argument("--port", default="8000", help="default: 8000")
        parser.add_argument(
            "--workers",
            type=int,
            default=os.environ.get("WEB_CONCURRENCY") or "2",
            help="processes that answer; default: WEB_CONCURRENCY, or 2",
        )
        parser.add_argument("--no-serve", action="store_true", help="make ready, then end")

    def handle(self, *, host: str, port: str, workers: int, no_serve: bool, **_: Any) -> None:
        listener = None if no_serve else listening(host, port)
        reach_database()
        with alone(), ThreadPoolExecutor() as beside:
            files = beside.submit(call_command, "collectstatic", verbosity=0, interactive=False)
            call_command("migrate", verbosity=0, interactive=False)
            logins = first_logins()
            hashes = [beside.submit(make_password, login.password) for login in logins]
            load(self.stdout.write)
            bring_up_search(self.stdout.write)
            make_logins(self.stdout.write, logins, [each.result() for each in hashes])
            measure(connection)
            files.result()
        connections.close_all()
        if listener is None:
            self.stdout.write("Ready. Without --no-serve this command serves it.")
            return
        address = public_address(host, listener.getsockname()[1])
        self.stdout.write(f"The public site is at  {address}/")
        self.stdout.write(f"The staff's desk is at {address}/admin/")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()
        Server(listener, workers).run()


def listening(host: str, port: str) -> socket.socket:
    """The socket to serve at, held from the beginning, so that of two starts one is refused.

    Raises CommandError.
    """
    if host not in LOOPBACK and "ALLOWED_HOSTS" not in os.environ:
        raise CommandError(f"To serve at {host}, set ALLOWED_HOSTS to the names it is known by.")
    if not (port.isdecimal() and int(port) < 65536):
        raise CommandError(f"{port} is no port: 0 to 65535 are.")
    try:
        [(family, *_, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        reason = error.strerror.partition(" (while")[0]
        raise CommandError(
            f"Cannot serve at {host}, port {port}: {reason}. Choose another with --port."
        ) from None


def reach_database() -> None:
    """Raises CommandError, in one line, where the database does not answer or cannot search."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        name = connection.settings_dict["NAME"]
        lines = str(error).strip().splitlines()
        raise CommandError(f"Cannot open the database {name}: {lines[0]}") from None
    if lacks := search.missing():
        raise CommandError(lacks)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other start is at work, on this machine or on the same database."""
    with (settings.VAR / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def load(say: Callable[[str], Any]) -> None:
    """Load fixtures/ into a register that holds nothing yet, and verify what was loaded."""
    files = sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
    if files and not any(model.objects.exists() for model in REGISTER):
        say(f"Loading fixtures/: {len(files)} files.")
        call_command("loaddata", *map(str, files), verbosity=0)
        call_command("verify", verbosity=0)


def bring_up_search(say: Callable[[str], Any]) -> None:
    """Make the search index of a register that is older than it, or than its rules."""
    if not search.is_current():
        say(f"Search is made ready: {search.rebuild():,} entries.")


class Login(NamedTuple):
    """A login to be made, and the environment's variable that its password came from, or ""."""

    name: str
    password: str
    variable: str


def first_logins() -> list[Login]:
    """The logins that a first start makes; none where there is a user already."""
    if User.objects.exists():
        return []
    found = []
    for name in LOGINS:
        variable = f"{name.upper()}_PASSWORD"
        given = os.environ.get(variable)
        found.append(Login(name, given or secrets.token_urlsafe(12), variable if given else ""))
    return found


@transaction.atomic
def make_logins(say: Callable[[str], Any], logins: list[Login], hashes: list[str]) -> None:
    """Make the first logins, their passwords hashed already; tell each password once."""
    if not logins:
        say("The logins are there; manage.py changepassword NAME sets a new password.")
    for (name, password, variable), hashed in zip(logins, hashes, strict=True):
        user = User.objects.create(username=name, password=hashed, is_staff=True)
        user.groups.add(Group.objects.get(name=LOGINS[name]))
        if variable:
            say(f"Sign in as {name} with the password in {variable}.{weakness(password, user)}")
        else:
            say(f"Sign in as {name} with {password} (shown only this once).")


def weakness(password: str, user: User) -> str:
    """What is wrong with an operator's password; it is taken all the same."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return " It is weak: " + " ".join(error.messages)
    return ""


def public_address(host: str, port: int) -> str:
    if settings.HTTPS:
        return f"https://{settings.ALLOWED_HOSTS[0]}"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(BaseApplication):
    """gunicorn in this process, at a socket that is open already."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        self.listener, self.workers = listener, workers
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"fd://{self.listener.fileno()}")
        self.cfg.set("workers", self.workers)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 4)
        self.cfg.set("preload_app", True)
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("limit_request_line", 8190)  # a pasted paragraph stands in the address
        self.cfg.set("loglevel", "warning")
        self.cfg.set("proc_name", "geopolitics")

    def load(self) -> Callable:
        return get_wsgi_application()
