"""Downloads: the register as it stands, and its releases, which stay as they are."""

import hashlib
import io
import threading
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from geopolitics import publishing
from geopolitics.exchange.downloads import current, releases
from geopolitics.exchange.downloads.releases import NotReleased, freeze
from geopolitics.models import Actor, Citation, Event, Release
from tests.canaries import plant
from tests.sweep import MARK

PAGE, NOW = "/downloads/", "/downloads/geopolitics.zip"


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """A folder of this test's own for what the register keeps."""
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def brief(register, written):
    """A published event that another release will not have."""
    with written():
        event = Event(slug="brief-event", title="A brief event", kind="visit", status="published")
        event.save()
        words = register.passages.get(number="1")
        Citation(event=event, passage=words, quote=words.text[:40]).save()
    return event


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    data = response.getvalue()
    assert response["Content-Type"] == "application/zip"
    assert int(response["Content-Length"]) == len(data)
    assert response["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    return data


def words(client, address):
    return client.get(address).content.decode()


def test_a_release_stays_as_it_is_and_the_next_says_what_changed(
    register, reader, reviewer, brief, written
):
    freeze("first")
    first = body(reader, "/downloads/first.zip")
    release = Release.objects.get()
    assert release.sha256 == hashlib.sha256(first).hexdigest()
    assert (release.size, release.records["treaty"], release.changes) == (len(first), 7, [])
    publishing.withdraw([brief], by=reviewer, reason="Told twice.")
    with written():
        japan = Actor.objects.get(slug="japan")
        japan.seat = "Kyoto"
        japan.save()
    assert "second" not in words(reader, PAGE)
    call_command("release", "second", verbosity=0)
    assert body(reader, "/downloads/first.zip") == first
    assert b"brief-event" in zipfile.ZipFile(io.BytesIO(first)).read("event.csv")
    second = body(reader, "/downloads/second.zip")
    assert b"brief-event" not in zipfile.ZipFile(io.BytesIO(second)).read("event.csv")
    told = Release.objects.get(name="second").changes
    assert "event brief-event: no longer there." in told
    assert "actor japan, seat: is “Kyoto”." in told
    assert not any(line.startswith("citation event / brief-event") for line in told)
    page = words(reader, PAGE)
    assert page.index("/downloads/second/") < page.index("/downloads/first/")
    for each in Release.objects.all():
        assert each.sha256 in page
        assert each.sha256 in words(reader, f"/downloads/{each.name}/")
    assert '<a href="/actors/japan/">actor japan</a>, seat: is “Kyoto”.' in page
    assert "withdrawn since" in page


def test_a_release_is_refused_for_its_name_or_for_what_does_not_verify(register, capsys):
    freeze("first")
    before = releases.folder() / "first.zip"
    data = before.read_bytes()
    for name in ("first", "geopolitics", "../x", "Erste", "a" * 61, "a.b", ""):
        with pytest.raises(NotReleased):
            freeze(name)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geopolitics_citation SET quote = 'said by nobody'")
    with pytest.raises(SystemExit) as stop:
        call_command("release", "second")
    assert stop.value.code == 1
    assert "does not verify" in capsys.readouterr().err
    assert [r.name for r in Release.objects.all()] == ["first"]
    assert before.read_bytes() == data
    assert sorted(p.name for p in releases.folder().iterdir()) == ["first.zip", "lock"]


def test_a_dry_run_keeps_nothing(register, capsys):
    call_command("release", "first", dry_run=True)
    assert "SHA-256" in capsys.readouterr().out
    assert not Release.objects.exists()
    assert [p.name for p in releases.folder().iterdir()] == ["lock"]


def test_killed_between_file_and_row_the_name_is_still_free(register, reader, monkeypatch):
    kept = releases.keep

    def killed(file, place):
        kept(file, place)
        place.write_bytes(b"of another register")
        raise KeyboardInterrupt

    monkeypatch.setattr(releases, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        freeze("first")
    assert not Release.objects.exists()
    assert reader.get("/downloads/first.zip").status_code == 404
    (releases.folder() / "draft-x.tmp").write_bytes(b"half")
    monkeypatch.setattr(releases, "keep", kept)
    freeze("first")
    body(reader, "/downloads/first.zip")
    assert sorted(p.name for p in releases.folder().iterdir()) == ["first.zip", "lock"]


def test_a_file_taken_away_or_damaged_is_told_of(register, reader):
    freeze("first")
    file = releases.folder() / "first.zip"
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(NotReleased, match="damaged"):
        freeze("second")
    file.unlink()
    with pytest.raises(NotReleased, match="missing"):
        freeze("second")
    assert reader.get("/downloads/first.zip").status_code == 404


def test_the_register_as_it_stands_is_made_once_for_each_edition(
    register, reader, brief, reviewer, monkeypatch
):
    made = []
    write = current.archive.write
    monkeypatch.setattr(current.archive, "write", lambda file: made.append(1) or write(file))
    first = body(reader, NOW)
    assert body(reader, NOW) == first
    assert len(made) == 1
    held = reader.get(NOW, headers={"If-None-Match": f'"{hashlib.sha256(first).hexdigest()}"'})
    assert held.status_code == 304
    publishing.withdraw([brief], by=reviewer, reason="Told twice.")
    stale = reader.get(NOW, headers={"If-None-Match": f'"{hashlib.sha256(first).hexdigest()}"'})
    assert stale.status_code == 200
    assert b"brief-event" not in zipfile.ZipFile(io.BytesIO(stale.getvalue())).read("event.csv")
    assert len(made) == 2
    assert len(list((current.settings.VAR / "downloads").glob("*.zip"))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_do_not_make_it_twice(register, monkeypatch):
    made, write, both = [], current.archive.write, threading.Barrier(2)
    monkeypatch.setattr(current.archive, "write", lambda file: made.append(1) or write(file))
    found = []

    def ask():
        both.wait()
        found.append(Client().get(NOW).getvalue())
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert found[0] == found[1]


def test_who_comes_while_it_is_made_is_asked_to_come_again(register, reader, monkeypatch, place):
    monkeypatch.setattr(current, "PATIENCE", 0)
    with current.alone(place / "downloads", 0):
        response = reader.get(NOW)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    monkeypatch.setattr(current.archive, "write", full)
    assert reader.get(NOW).status_code == 503


def full(file):
    raise OSError(28, "No space left on device")


def test_of_a_big_register_releases_alone_are_given(register, reader, monkeypatch):
    monkeypatch.setattr(current, "MOST", 10)
    monkeypatch.setattr(current.archive, "write", full)
    assert reader.get(NOW).status_code == 404
    assert NOW not in words(reader, PAGE)
    monkeypatch.undo()
    freeze("first")
    monkeypatch.setattr(current, "MOST", 10)
    assert reader.get(NOW).url == "/downloads/first.zip"


def test_nothing_hidden_is_in_a_release(register, reader, curator, reviewer, monkeypatch):
    plant(curator, reviewer)
    monkeypatch.setattr(releases, "verify", lambda: iter(()))  # some of the hidden words are false
    freeze("first")
    for address in (NOW, "/downloads/first.zip"):
        opened = zipfile.ZipFile(io.BytesIO(body(reader, address)))
        assert not any(MARK.encode() in opened.read(name) for name in opened.namelist())
    assert MARK not in words(reader, "/downloads/first/")


@pytest.mark.parametrize(
    "query", ["?before=nothing", "?before=%00", f"?before={'a' * 3000}", "?before=%F0%9F%98%80"]
)
def test_an_odd_question_is_told(register, reader, query):
    response = reader.get(PAGE + query)
    assert response.status_code == 400
    assert "No release has this name" in response.content.decode()


def test_many_releases_are_listed_some_at_a_time(register, reader, django_assert_max_num_queries):
    freeze("r-0")
    first = Release.objects.get()
    for number in range(1, 45):
        Release.objects.create(
            name=f"r-{number}",
            file="x.zip",
            size=1,
            sha256=first.sha256,
            records=first.records,
            changes=["actor japan: new."] * 1000,
        )
    seen, address = [], PAGE
    while address:
        with django_assert_max_num_queries(8):
            response = reader.get(address)
        assert len(response.content) < 200_000
        seen += [release.name for release, *_ in response.context["releases"]]
        last = response.context["next"]
        address = f"{PAGE}?before={last}" if last else ""
    assert seen == [f"r-{number}" for number in reversed(range(45))]
