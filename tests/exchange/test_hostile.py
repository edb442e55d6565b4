"""The corpus of hostile files, by both doors, each from the same base."""

import importlib.util
import json
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction

from geopolitics.exchange import cells, writing
from geopolitics.exchange.columns import tables

SCRIPT = Path(__file__).parents[3] / "shared" / "hostile" / "make_corpus.py"
if not SCRIPT.exists():
    pytest.skip("../shared/hostile/ is not here", allow_module_level=True)

spec = importlib.util.spec_from_file_location("make_corpus", SCRIPT)
make_corpus = importlib.util.module_from_spec(spec)
sys.modules["make_corpus"] = make_corpus
spec.loader.exec_module(make_corpus)


class Names(make_corpus.Corpus):
    """The cases' names, without their bytes."""

    def __init__(self):
        self.cases = []

    def add(self, file, data, kind, wrong, expect, **more):
        self.cases.append(file)


def names():
    found = Names()
    make_corpus.build(found)
    return found.cases


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The folder of the corpus, whose columns are ours already."""
    made = make_corpus.Corpus(tmp_path_factory.mktemp("hostile"))
    made.write_base()
    make_corpus.build(made)
    made.write_manifest()
    return made.out


@pytest.fixture(scope="module")
def base(django_db_setup, django_db_blocker, corpus):
    """The base and its users, loaded once and taken back when all cases are done."""
    groups = {"curator": "Curators", "reviewer": "Reviewers", "contributor": "Contributors"}
    with django_db_blocker.unblock(), transaction.atomic():
        users = {}
        for name, group in groups.items():
            users[name] = User.objects.create_user(f"hostile-{name}", password="x", is_staff=True)
            users[name].groups.add(Group.objects.get(name=group))
        for file in sorted((corpus / "base").iterdir()):
            call_command("import_records", str(file), stdout=None)
        yield users
        transaction.set_rollback(True)


@pytest.fixture
def case(corpus, request):
    cases = json.loads((corpus / "manifest.json").read_text())["cases"]
    return next(c for c in cases if c["file"] == f"cases/{request.param}")


def exported(table, slug):
    """A record's cells as an export shows them."""
    model = tables()[table]
    columns, rows = writing.sheet(model, model.objects.filter(slug=slug))
    return dict(zip([c.header for c in columns], map(cells.as_text, rows[0]), strict=True))


def shown(table, slug):
    return {name: text.removeprefix("'") for name, text in exported(table, slug).items()}


def points_at(fault, at):
    """Whether a line names the place that the manifest gives."""
    named = [f"{name} {value}" for name, value in at.items()]
    return all(f", {name}:" in fault or f", {name}," in fault for name in named)


@pytest.mark.parametrize("case", names(), indirect=True)
def test_case(base, db, case, corpus, take, digest, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    user = base[case.get("user", "curator")]
    before, began = digest(), time.monotonic()
    taken = take(corpus / case["file"], case["record"], user)
    assert time.monotonic() - began < case.get("limits", {}).get("seconds", 30)
    if case["expect"] != "either":
        assert taken.accepted == (case["expect"] == "accepted"), taken.faults
    if not taken.accepted:
        assert digest() == before
        assert taken.faults
        text = " ".join(taken.faults).lower()
        assert not case.get("says") or any(word.lower() in text for word in case["says"])
        if "at" in case:
            assert any(points_at(fault, case["at"]) for fault in taken.faults)
        assert all(fault.startswith(Path(case["file"]).name) for fault in taken.faults)
    for text in case.get("never_in_html", ()):
        assert text not in taken.said
    if "never_file" in case:
        name = Path(case["never_file"]).name
        assert not list(tmp_path.rglob(f"*{name}*"))
        assert not Path("/tmp", name).exists()
    if taken.accepted:
        for one in case.get("content", ()):
            found = shown(one["record"], one["slug"])
            for name, value in one["fields"].items():
                assert found[name] == unicodedata.normalize("NFC", value)
        for form in case.get("round_trip", ()):
            goes_round(case["record"], form, tmp_path, take, user, digest)


def goes_round(table, form, folder, take, user, digest):
    """Export, import, export: the same bytes, and nothing was written."""
    before = digest()
    first, second = folder / f"first.{form}", folder / f"second.{form}"
    call_command("export_records", str(first), table=table, stdout=None)
    assert take(first, table, user).accepted
    call_command("export_records", str(second), table=table, stdout=None)
    assert first.read_bytes() == second.read_bytes()
    assert digest() == before


def test_all_are_here():
    assert len(names()) == 65
