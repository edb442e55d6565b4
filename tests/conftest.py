"""What every test may ask for. The document stands in the register when a test begins."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import Client

from geopolitics.models import REGISTER, Document

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.json"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="all examples and kills, not the gate's share of them"
    )


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("gate", deadline=None)
    hypothesis.settings.register_profile("long", deadline=None, max_examples=10_000)
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "gate")


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether a test marked `long` shall do all of its work."""
    return pytestconfig.getoption("--long")


class Snapshot:
    """The rows of all our tables, to be put back after a transactional test's flush."""

    def __init__(self) -> None:
        self.models = apps.get_app_config("geopolitics").get_models(include_auto_created=True)
        self.models = [m for m in self.models if m._meta.managed]
        self.rows = {model: self.read(model) for model in self.models}

    @staticmethod
    def columns(model: type) -> str:
        fields = [f for f in model._meta.local_concrete_fields if not f.generated]
        return ", ".join(connection.ops.quote_name(f.column) for f in fields)

    def read(self, model: type) -> list[tuple]:
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.columns(model)} FROM {table}")
            return cursor.fetchall()

    def restore(self, using: str, **kwargs: object) -> None:
        """Receiver of post_migrate, which a flush sends."""
        if using != connection.alias or any(m._base_manager.exists() for m in REGISTER):
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for model, rows in self.rows.items():
                if rows:
                    table = connection.ops.quote_name(model._meta.db_table)
                    marks = ", ".join(["%s"] * len(rows[0]))
                    cursor.executemany(
                        f"INSERT INTO {table} ({self.columns(model)}) VALUES ({marks})", rows
                    )
            for reset in connection.ops.sequence_reset_sql(no_style(), self.models):
                cursor.execute(reset)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Load the document once, into the new test database."""
    if not FIXTURES:
        yield
        return
    with django_db_blocker.unblock():
        call_command("loaddata", *map(str, FIXTURES), verbosity=0)
        snapshot = Snapshot()
    ours = apps.get_app_config("geopolitics")
    post_migrate.connect(snapshot.restore, sender=ours)
    yield
    post_migrate.disconnect(snapshot.restore, sender=ours)


@pytest.fixture
def register(db: None) -> Document:
    """The first document, loaded with all that the register holds of it."""
    if not FIXTURES:
        pytest.skip("fixtures/ is empty")
    return Document.objects.get()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No page and no count that another test's settings or rows made."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def reader() -> Client:
    """Nobody in particular."""
    return Client()


def _member(name: str, group: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "a pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def contributor(db: None) -> User:
    return _member("contributor", "Contributors")


@pytest.fixture
def curator(db: None) -> User:
    return _member("curator", "Curators")


@pytest.fixture
def reviewer(db: None) -> User:
    return _member("reviewer", "Reviewers")


@pytest.fixture
def administrator(db: None) -> User:
    return _member("administrator", "Administrators")


@pytest.fixture
def contributor_client(contributor: User) -> Client:
    return _signed_in(contributor)


@pytest.fixture
def curator_client(curator: User) -> Client:
    return _signed_in(curator)


@pytest.fixture
def reviewer_client(reviewer: User) -> Client:
    return _signed_in(reviewer)


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    return _signed_in(administrator)
