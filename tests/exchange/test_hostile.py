"""The corpus of hostile files, by both doors, each from the same base."""

import importlib.util
import os
import resource
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from geopolitics.exchange import cells, writing
from geopolitics.exchange.columns import tables

from .conftest import digest, no_more_memory_than

MANAGE = Path(__file__).parents[2] / "manage.py"
SCRIPT = Path(__file__).parents[3] / "shared" / "hostile" / "make_corpus.py"
if not SCRIPT.exists():
    pytest.skip("../shared/hostile/ is not here", allow_module_level=True)

spec = importlib.util.spec_from_file_location("make_corpus", SCRIPT)
make_corpus = importlib.util.module_from_spec(spec)
sys.modules["make_corpus"] = make_corpus
spec.loader.exec_module(make_corpus)


class Held(make_corpus.Corpus):
    """The corpus, its files in memory."""

    def __init__(self):
        self.cases, self.files = {}, {}

    def add(self, file, data, kind, wrong, expect, **more):
        if isinstance(data, list):
            data = make_corpus.csv_bytes(make_corpus.table(kind, data))
        self.files[file] = data
        self.cases[file] = {"file": file, "record": kind, "expect": expect} | more


CORPUS = Held()
make_corpus.build(CORPUS)
LIMITS = {"seconds": 30, "peak_memory_mb": 512}
BOMBS = [case for case in CORPUS.cases.values() if "limits" in case]


@pytest.fixture(scope="module")
def base(kept_for_module, tmp_path_factory):
    """The users of a register that holds the base, and what then stands in its tables."""
    folder = tmp_path_factory.mktemp("base")
    groups = {"curator": "Curators", "reviewer": "Reviewers", "contributor": "Contributors"}
    with kept_for_module():
        users = {}
        for name, group in groups.items():
            users[name] = User.objects.create_user(f"hostile-{name}", password="x", is_staff=True)
            users[name].groups.add(Group.objects.get(name=group))
        for kind, rows in make_corpus.BASE:
            place = folder / f"{kind}.csv"
            place.write_bytes(make_corpus.csv_bytes(make_corpus.table(kind, rows)))
            call_command("import_records", str(place), stdout=None)
        yield users, digest()


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


@pytest.mark.parametrize("case", CORPUS.cases.values(), ids=CORPUS.cases)
def test_case(base, db, case, take, monkeypatch, tmp_path):
    users, before = base
    user = users[case.get("user", "curator")]
    monkeypatch.chdir(tmp_path)
    place = tmp_path / case["file"]
    place.write_bytes(CORPUS.files[case["file"]])
    limits = LIMITS | case.get("limits", {})
    with no_more_memory_than(limits["peak_memory_mb"]):
        taken = take(place, case["record"], user)
    if case["expect"] != "either":
        assert taken.accepted == (case["expect"] == "accepted"), taken.faults
    if not taken.accepted:
        assert digest() == before
        assert taken.faults
        text = " ".join(taken.faults).lower()
        assert not case.get("says") or any(word.lower() in text for word in case["says"])
        if "at" in case:
            assert any(points_at(fault, case["at"]) for fault in taken.faults)
        assert all(fault.startswith(case["file"]) for fault in taken.faults)
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
            goes_round(case["record"], form, tmp_path, take, user)


def goes_round(table, form, folder, take, user):
    """Export, import, export: the same bytes, and nothing was written."""
    before = digest()
    first, second = folder / f"first.{form}", folder / f"second.{form}"
    call_command("export_records", str(first), table=table, stdout=None)
    assert take(first, table, user).accepted
    call_command("export_records", str(second), table=table, stdout=None)
    assert first.read_bytes() == second.read_bytes()
    assert digest() == before


# Between us and the command, since a process's peak begins at the size of whoever started it.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


@pytest.mark.parametrize("case", BOMBS, ids=lambda case: case["file"])
def test_bomb_in_a_process_of_its_own(case, tmp_path):
    """The system ends the process at its limit of processor time; its peak is what it reports."""
    place = tmp_path / case["file"]
    place.write_bytes(CORPUS.files[case["file"]])
    seconds, megabytes = case["limits"]["seconds"], case["limits"]["peak_memory_mb"]

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    command = [sys.executable, MANAGE, "import_records", place, "--table", case["record"]]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        env=environment,
        check=False,
    )
    (line,) = ended.stderr.splitlines()
    assert ended.returncode == 1
    assert line.startswith(f"{case['file']}: ")
    assert int(ended.stdout) / (1 << (20 if sys.platform == "darwin" else 10)) < megabytes


def test_all_are_here():
    assert len(CORPUS.cases) == 65
