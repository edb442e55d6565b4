"""README's two commands, as they stand there, in a clean copy of the tree."""

import os
import re
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
RUN, TEST, *_ = re.findall(r"^```sh\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
SETTINGS = set(re.findall(r"^\| `([A-Z_]+)`", README, re.MULTILINE)) | {"REVIEWER_PASSWORD"}
EDIT = """
from geopolitics.changes.current import change_set
from geopolitics.models import Topic
with change_set(way="command", message="An edit."):
    Topic(slug="kept", name="Kept").save()
"""


@pytest.fixture
def clean_copy(tmp_path, pytestconfig):
    if "GEOPOLITICS_GATE" not in os.environ and not pytestconfig.getoption("--long"):
        pytest.skip("makes an environment of its own: .ci/run and --long do it")
    left_out = re.findall(r"^/?([^\s/]+)/?$", (ROOT / ".gitignore").read_text(), re.MULTILINE)
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", *left_out))
    return copy


@pytest.fixture
def shell(clean_copy):
    """Starts lines of shell in the copy, with nothing that an operator may have set."""
    env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    env.pop("DJANGO_SETTINGS_MODULE", None)

    def start(lines):
        return subprocess.Popen(
            ["bash", "-ec", lines],
            cwd=clean_copy,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    return start


def said(process):
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    return output


@contextmanager
def served(process):
    """What it said until it served; Ctrl-C ends it, cleanly."""
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail("".join(lines))
        yield "".join(lines)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def signs_in(site, name, password):
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{site}/admin/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    data = {"csrfmiddlewaretoken": token, "username": name, "password": password, "next": "/admin/"}
    answer = browser.open(f"{site}/admin/login/", urlencode(data).encode())
    return answer.url == f"{site}/admin/" and answer.status == 200


def test_both_commands(shell):
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    nobody = build_opener()
    run = f"{RUN} --port {port}"

    with served(shell(run)) as first:
        assert f"{site}/\n" in first
        assert nobody.open(f"{site}/").status == 200
        for name in ("curator", "reviewer"):
            password = re.search(rf"as {name} with (\S+)", first)[1]
            assert signs_in(site, name, password)

    said(shell(f".venv/bin/python manage.py shell -c '{EDIT}'"))
    with served(shell(run)) as second:
        assert "only this once" not in second
        assert nobody.open(f"{site}/").status == 200
        assert signs_in(site, name, password)
    kept = "from geopolitics.models import Topic; print(Topic.objects.get(slug='kept'))"
    assert "Kept" in said(shell(f'.venv/bin/python manage.py shell -c "{kept}"'))

    # The suite would start itself again and again: that it is found is enough.
    assert "tests collected" in said(shell(f"{TEST} --collect-only"))
