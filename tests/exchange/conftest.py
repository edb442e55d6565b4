"""Files in and out of a register, and what stands in every table."""

import hashlib
import io
import re
import resource
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from geopolitics.exchange import formats
from geopolitics.exchange.columns import tables
from geopolitics.models import Run


def all_tables():
    """Every table of ours, history and links included; runs, which wait for a day, apart."""
    models = apps.get_app_config("geopolitics").get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and model is not Run]


@pytest.fixture(name="digest")
def digest_fixture():
    """Gives what stands in each table, as one short text a table."""
    return digest


def digest():
    found = {}
    with connection.cursor() as cursor:
        for model in all_tables():
            columns = [f.column for f in model._meta.local_concrete_fields]
            names = ", ".join(map(connection.ops.quote_name, columns))
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT {names} FROM {table} ORDER BY 1")
            rows = repr(cursor.fetchall()).encode()
            found[model._meta.db_table] = hashlib.sha256(rows).hexdigest()[:16]
    return found


@pytest.fixture
def empty_register(db):
    """Empties every table of ours, behind the application's back, and the ledger with it."""

    def empty():
        tables = [model._meta.db_table for model in [*all_tables(), Run]]
        with connection.cursor() as cursor:
            for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
                cursor.execute(statement)

    return empty


@pytest.fixture(scope="module")
def kept_for_module(django_db_setup, django_db_blocker):
    """A context in which a module's fixture fills the register; taken back after its last test.

    Each test's own transaction is a savepoint within, so every test begins from the same rows.
    """

    @contextmanager
    def kept():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return kept


@pytest.fixture
def command():
    """Runs a command as a shell would: its exit code, what it said and what it complained of."""

    def run(name, *args, **options):
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(name, *map(str, args), stdout=out, stderr=err, **options)
            code = 0
        except SystemExit as stop:
            code = stop.code
        return code, out.getvalue(), err.getvalue()

    return run


@pytest.fixture(scope="session")
def exports(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole register as it is when a test begins, in a file of each format that holds it."""
    folder, places = tmp_path_factory.mktemp("exports"), {}
    with django_db_blocker.unblock():
        for ending in formats.WHOLE:
            places[ending] = folder / f"all.{ending}"
            call_command("export_records", str(places[ending]), stdout=io.StringIO())
    return places


@pytest.fixture
def taken(command, tmp_path):
    """Imports a file of this name and content, and gives what the command gives."""

    def take(name, content, **options):
        place = tmp_path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return command("import_records", place, **options)

    return take


class Taken(NamedTuple):
    """What became of a file: whether it was taken, what was said, and the lines of its faults."""

    accepted: bool
    said: str
    faults: list[str]


OWN = 128  # MB that a process of ours holds before it sees a file, generously
STATUS = Path("/proc/self/status")


def most_memory():
    """The most memory that this process has held, in MB, since `forget_most_memory`."""
    if STATUS.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", STATUS.read_text())[1]) / 1024
    unit = 1 << (20 if sys.platform == "darwin" else 10)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def forget_most_memory():
    """Count from now on, where the system can; elsewhere only what exceeds all before counts."""
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")


@contextmanager
def no_more_memory_than(limit):
    """What runs within needs less memory than these MB, those of an idle process included."""
    forget_most_memory()
    before = most_memory()
    yield
    assert most_memory() - before + OWN < limit


@pytest.fixture
def by_command(command):
    """Imports a file on the command line, as a user or the operator."""

    def take(place, table="", user=None, **options):
        name = user.username if user else None
        code, said, wrong = command("import_records", place, table=table, user=name, **options)
        assert code in (0, 1)
        return Taken(code == 0, said, wrong.splitlines())

    return take


@pytest.fixture
def by_upload():
    """Imports a file at the desk: the upload, the preview, and its confirmation."""

    def take(place, table, user, confirmed=True):
        client = Client()
        client.force_login(user)
        model = tables()[table]._meta.model_name
        with place.open("rb") as file:
            address = reverse(f"admin:geopolitics_{model}_import")
            page = client.post(address, {"import_file": file, "resource": "0", "format": ""})
        assert page.status_code == 200
        assert len(page.content) <= 200 * 1024
        text = page.content.decode()
        form = page.context.get("confirm_form")
        if form is None:
            faults = page.context.get("faults") or page.context["form"].errors["import_file"]
            return Taken(False, text, list(faults))
        if confirmed:
            address = reverse(f"admin:geopolitics_{model}_process_import")
            answer = client.post(address, form.initial | {"message": ""})
            assert answer.status_code == 302, answer.context["faults"]
        return Taken(True, text, [])

    return take


@pytest.fixture(params=["command", "upload"])
def take(request, by_command, by_upload):
    """Imports a file, by either door."""
    return {"command": by_command, "upload": by_upload}[request.param]
