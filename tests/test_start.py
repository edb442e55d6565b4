"""`start` where something stands in its way; README's test has the ordinary way."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from geopolitics.management.commands import start
from geopolitics.models import Document

ROOT = Path(__file__).parent.parent


@pytest.fixture
def begin(tmp_path):
    """Starts `start` on a folder of its own; gives what it said."""
    nothing_set = ("CURATOR_PASSWORD", "REVIEWER_PASSWORD", "WEB_CONCURRENCY", "DATABASE_URL")
    env = {name: value for name, value in os.environ.items() if name not in nothing_set}
    env |= {"DJANGO_SETTINGS_MODULE": "geopolitics.settings", "GEOPOLITICS_VAR": str(tmp_path)}

    def begin(*options, **more):
        return subprocess.Popen(
            [sys.executable, "manage.py", "start", *options],
            cwd=ROOT,
            env=env | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return begin


def one_line(process):
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.startswith("CommandError: ")
    assert output.count("\n") == 1
    return output


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgres://nobody@127.0.0.1:1/none", "Connection refused"),
        ("sqlite:////no/such/folder/register.sqlite3", "unable to open"),
    ],
)
def test_database_away(begin, url, words):
    assert words in one_line(begin("--no-serve", DATABASE_URL=url))


def test_port_in_use(begin, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port}" in one_line(begin("--port", str(port)))
    assert not (tmp_path / "db.sqlite3").exists()


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_no_port(port):
    with pytest.raises(CommandError, match="is no port"):
        start.listening("127.0.0.1", port)


def test_beyond_loopback_names_are_compulsory(monkeypatch):
    with pytest.raises(CommandError, match="ALLOWED_HOSTS"):
        start.listening("0.0.0.0", "0")
    monkeypatch.setenv("ALLOWED_HOSTS", "register.example.org")
    start.listening("0.0.0.0", "0").close()


def test_two_starts_at_the_same_time(begin):
    both = [begin("--no-serve"), begin("--no-serve")]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert "".join(outputs).count("only this once") == 2
    assert "".join(outputs).count("The logins are there") == 1


def make_logins(say):
    logins = start.first_logins()
    start.make_logins(say, logins, [make_password(login.password) for login in logins])


def test_passwords_from_the_environment(db, monkeypatch):
    monkeypatch.setenv("CURATOR_PASSWORD", "correct horse battery")
    monkeypatch.setenv("REVIEWER_PASSWORD", "reviewer")
    lines = []
    make_logins(lines.append)
    assert "correct horse battery" not in " ".join(lines)
    assert "weak" not in lines[0]
    assert "weak" in lines[1]
    for name, group in (("curator", "Curators"), ("reviewer", "Reviewers")):
        user = User.objects.get(username=name)
        assert user.check_password(os.environ[f"{name.upper()}_PASSWORD"])
        assert user.is_staff
        assert not user.is_superuser
        assert [g.name for g in user.groups.all()] == [group]


def test_logins_are_made_once(curator):
    make_logins(lambda line: None)
    assert User.objects.get() == curator


def test_a_register_that_holds_something_is_not_loaded_again(register, monkeypatch):
    monkeypatch.setattr(start, "call_command", lambda *_, **__: pytest.fail("loaded again"))
    start.load(print)
    assert Document.objects.get() == register


def test_an_unknown_option_is_refused():
    with pytest.raises(CommandError):
        call_command("start", "--nonsense")
