"""What machines follow: sitemap, feeds, canonical links, moved slugs, conditional answers."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from email.headerregistry import Address
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics import publishing
from geopolitics.models import RECORDS, Actor, Document, Event, Redirect, Statement, Topic, Treaty
from geopolitics.public import sitemaps

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://testserver"


def tree(reader, address, status=200):
    response = reader.get(address)
    assert response.status_code == status, address
    return ET.fromstring(response.content)


def mapped(reader):
    """Each address of the sitemap, file by file, with its day."""
    found = []
    for part in tree(reader, "/sitemap.xml").iter(f"{MAP}loc"):
        for url in tree(reader, part.text.removeprefix(SITE)).iter(f"{MAP}url"):
            found.append((url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod")))
    return found


def entries(reader, address):
    return list(tree(reader, address).iter(f"{ATOM}entry"))


def links(reader, address):
    return [e.find(f"{ATOM}link").get("href").removeprefix(SITE) for e in entries(reader, address)]


def test_the_sitemap_names_every_public_address_once(reader, register, every_page, monkeypatch):
    monkeypatch.setattr(sitemaps.Records, "limit", 7)
    found = dict(mapped(reader))
    assert len(found) == len(mapped(reader))
    topics = [topic.get_absolute_url() for topic in Topic.objects.public()]
    places = ["/", "/vocabularies/", *(f"/{m._meta.verbose_name_plural}/" for m in RECORDS)]
    questions = ("obligations", "between", "timeline", "ties", "differences", "quote")
    trust = ("status", "method", "changes", "downloads", "api/v1")
    others = {f"/{name}/" for name in ("documents", "topics", *questions, *trust)}
    wanted = {*every_page, *topics, *places, *others}
    assert {address.removeprefix(SITE) for address in found} == wanted
    for record in (r for model in (*RECORDS, Document) for r in model.objects.public()):
        assert found[SITE + record.get_absolute_url()] == f"{record.modified:%Y-%m-%d}"


@pytest.mark.parametrize("place", ["sitemap-nothing.xml", "sitemap-actors.xml?p=99"])
def test_a_file_that_the_sitemap_has_not_is_not_found(reader, register, place):
    assert reader.get(f"/{place}").status_code == 404


def test_robots_lead_to_the_sitemap(reader, register):
    body = reader.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml\n" in body
    assert "Disallow: /admin/\nDisallow: /desk/\n" in body


def test_behind_https_the_first_host_is_the_one(reader, register, settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["register.example.org", "testserver"]
    page = reader.get("/actors/russia/?on=2001-01-01").content.decode()
    canonical = "https://register.example.org/actors/russia/"
    assert f'<link rel="canonical" href="{canonical}">' in page
    feed = tree(reader, "/actors/russia/feed.atom")
    assert feed.find(f"{ATOM}link").get("href") == canonical
    assert re.fullmatch(
        r"tag:register\.example\.org,\d{4}-\d\d-\d\d:actor/russia/feed", feed.findtext(f"{ATOM}id")
    )


def test_every_page_has_one_address(reader, each_kind):
    for address in [*each_kind, "/", "/topics/", "/vocabularies/", "/statements/"]:
        page = reader.get(address, {"nonsense": "1"}).content.decode()
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [SITE + address]


def test_a_later_page_of_a_list_is_an_address_of_its_own(reader, register):
    first = reader.get("/actors/").content.decode()
    address = unescape(re.search(r'href="([^"]+)" rel="next"', first)[1])
    assert address.startswith("/actors/?after=")
    page = reader.get(address).content.decode()
    assert f'<link rel="canonical" href="{escape(SITE + address)}">' in page
    narrowed = reader.get(f"{address}&kind=state").content.decode()
    assert f'<link rel="canonical" href="{SITE}/actors/">' in narrowed


@pytest.mark.parametrize(
    "address", ["/", "/statements/", "/actors/russia/", "/treaties/russia-dprk-2024/"]
)
def test_pages_lead_to_their_feeds(reader, register, address):
    page = reader.get(address).content.decode()
    feeds = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', page
    )
    own = [f"{address}feed.atom"] if address.count("/") == 3 else []
    assert feeds == ["/feed.atom", *own]
    for feed in feeds:
        assert reader.get(feed)["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_the_feed_tells_of_what_changed_last(reader, register, written):
    treaty, actor = Treaty.objects.get(slug="ussr-dprk-1961"), Actor.objects.get(slug="japan")
    with written():
        treaty.summary = "<b>Bold</b> & plain"
        treaty.save()
        actor.staff_notes = "Not for the public."
        actor.save()
    first, second = entries(reader, "/feed.atom")[:2]
    assert first.findtext(f"{ATOM}title") == str(treaty)
    assert first.find(f"{ATOM}link").get("href") == f"{SITE}/treaties/ussr-dprk-1961/"
    assert first.find(f"{ATOM}summary").get("type") == "html"
    assert first.findtext(f"{ATOM}summary") == "&lt;b&gt;Bold&lt;/b&gt; &amp; plain"
    kinds = [category.get("term") for category in first.iter(f"{ATOM}category")]
    assert kinds[0] == "treaty"
    treaty.refresh_from_db()
    assert datetime.fromisoformat(first.findtext(f"{ATOM}updated")) == treaty.modified
    assert second.findtext(f"{ATOM}title") != "Japan"


def test_a_feed_holds_what_belongs_to_its_record(reader, register):
    russia, pact = Actor.objects.get(slug="russia"), Treaty.objects.get(slug="russia-dprk-2024")
    assert set(links(reader, "/actors/russia/feed.atom")) == {
        r.get_absolute_url()
        for r in [
            russia,
            *Treaty.objects.public().filter(parties__actor=russia),
            *Statement.objects.public().filter(speaker=russia),
            *Statement.objects.public().filter(on_behalf_of=russia),
            *Statement.objects.public().filter(targets__holder=russia),
            *Statement.objects.public().about(russia),
            *Statement.objects.public().filter(addressees=russia),
            *Event.objects.public().with_actor(russia),
        ]
    }
    assert set(links(reader, "/treaties/russia-dprk-2024/feed.atom")) == {
        r.get_absolute_url()
        for r in [
            pact,
            *pact.articles.public(),
            *Statement.objects.public().about(pact),
            *Statement.objects.public().filter(targets__about_article__treaty=pact),
            *Event.objects.public().filter(treaties=pact),
        ]
    }


def test_an_entry_keeps_its_identifier_when_its_address_changes(reader, register, written):
    def identifiers():
        return {e.findtext(f"{ATOM}id") for e in entries(reader, "/actors/iran/feed.atom")}

    before = identifiers()
    assert before
    assert not any(re.search(r"\b\d+$", found) for found in before)
    with written():
        iran = Actor.objects.get(slug="iran")
        iran.slug = "islamic-republic-of-iran"
        iran.save()
    moved = reader.get("/actors/iran/feed.atom")
    assert moved.status_code == 301
    assert moved["Location"] == "/actors/islamic-republic-of-iran/feed.atom"
    found = {e.findtext(f"{ATOM}id") for e in entries(reader, moved["Location"])}
    assert found == before


def test_an_old_slug_leads_to_the_new_one(reader, register, written):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    for slug in ("pact", "the-pact-of-2024"):
        with written():
            treaty.slug = slug
            treaty.save()
    for old in ("russia-dprk-2024", "pact"):
        response = reader.get(f"/treaties/{old}/")
        assert response.status_code == 301
        assert response["Location"] == "/treaties/the-pact-of-2024/"
        article = reader.get(f"/treaties/{old}/art_4/")
        assert article["Location"] == "/treaties/the-pact-of-2024/art_4/"


def test_a_slug_that_was_never_public_leads_nowhere(reader, register, written):
    """As a draft the record had another; and no address leads to what is hidden."""
    with written():
        draft = Actor(slug="secret-name", name="Draft", kind="state")
        draft.save()
        draft.slug = "second-name"
        draft.save()
    assert Redirect.objects.filter(old="secret-name").exists()
    assert reader.get("/actors/secret-name/").status_code == 404
    assert reader.get("/actors/second-name/").status_code == 404
    with written():
        Redirect.objects.create(table="actor", old="earlier", new="russia")
    assert reader.get("/actors/earlier/").status_code == 404


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/actors/rusia/", "/actors/russia/"),
        ("/actors/south-corea/", "/actors/south-korea/"),
        ("/treaties/russia-dprk-2023/", "/treaties/russia-dprk-2024/"),
        ("/treaties/russia-dprk-2023/art_4/", "/treaties/russia-dprk-2024/"),
        ("/treaties/russia-dprk-2023/feed.atom", "/treaties/russia-dprk-2024/"),
        ("/actor/Russia", "/actors/russia/"),
        ("/north-korea", "/actors/north-korea/"),
    ],
)
def test_not_found_helps_on(reader, register, address, meant):
    with CaptureQueriesContext(connection) as queries:
        response = reader.get(address)
    assert response.status_code == 404
    assert f'href="{meant}"' in response.content.decode()
    assert 'href="/treaties/"' in response.content.decode()
    assert 'href="/search/?q=' in response.content.decode()
    assert len(queries) <= 10


def test_not_found_guesses_nothing_for_staff_addresses(reader, register):
    assert b"Perhaps" not in reader.get("/desk/russia/").content


CONDITIONAL = (
    "/",
    "/actors/",
    "/events/?after=nothing",
    "/events/",
    "/actors/russia/",
    "/documents/",
    "/vocabularies/",
    "/topics/",
    "/feed.atom",
    "/actors/russia/feed.atom",
    "/treaties/russia-dprk-2024/feed.atom",
    "/sitemap.xml",
    "/sitemap-events.xml",
    "/robots.txt",
)


@pytest.mark.parametrize("address", CONDITIONAL)
@pytest.mark.parametrize("packed", ["", "gzip"])
def test_what_is_held_is_not_sent_again(reader, register, address, packed):
    first = reader.get(address, headers={"Accept-Encoding": packed})
    assert first["Cache-Control"] == "no-cache"
    assert "Last-Modified" not in first
    if first.status_code != 200:
        assert "ETag" not in first
        return
    held = first["ETag"]
    for method in (reader.get, reader.head):
        again = method(
            address, headers={"Accept-Encoding": packed, "If-None-Match": f'"other", {held}'}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"].removeprefix("W/") == held.removeprefix("W/")
        assert again["Cache-Control"] == "no-cache"
    later = {"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}
    assert reader.get(address, headers=later).status_code == 200
    assert reader.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    head = reader.head(address)
    assert (head.status_code, head.content) == (200, b"")
    plain = reader.get(address)
    assert head.headers == plain.headers


def test_staff_pages_are_not_kept(curator_client):
    for address in ("/admin/", "/desk/", "/admin/login/"):
        assert "ETag" not in curator_client.get(address)


def test_who_is_told_of_an_error(reader, each_kind, settings):
    assert "mailto:" not in reader.get("/actors/russia/").content.decode()
    settings.CONTACT_EMAIL = "register+errors@example.org"
    for address in each_kind:
        page = reader.get(address).content.decode()
        [link] = re.findall(r'href="(mailto:[^"]+)"', page)
        parts = urlsplit(link.replace("&amp;", "&"))
        assert Address(addr_spec=unquote(parts.path)).username == "register+errors"
        assert not re.search(r"[^!-~]|[<>\"']", link)
        asked = parse_qs(parts.query, strict_parsing=True)
        assert asked["subject"][0].startswith("An error: ")
        assert f"{SITE}{address}" in asked["body"][0]


def test_a_withdrawn_record_is_forgotten_at_once(reader, register, written, reviewer):
    """Not a 304 for who holds the old answer, not a word in any feed or sitemap."""
    event = Event.objects.public().filter(parts=None, targeted_by=None).first()
    places = ["/events/", "/feed.atom", "/sitemap-events.xml", "/", "/sitemap.xml"]
    places += [event.get_absolute_url()]
    places += [f"{p.actor.get_absolute_url()}feed.atom" for p in event.participants.public()]
    with written():
        event.summary = "Changed last."
        event.save()
    held = {place: reader.get(place)["ETag"] for place in places}
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    for place, tag in held.items():
        told = reader.get(place, headers={"If-None-Match": tag})
        assert told.status_code == (410 if place == event.get_absolute_url() else 200), place
        assert event.slug not in told.content.decode().replace(event.get_absolute_url(), "")
        assert place == event.get_absolute_url() or event.slug not in told.content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/feed.atom", 8),
        ("/actors/russia/feed.atom", 9),
        ("/treaties/russia-dprk-2024/feed.atom", 8),
        ("/sitemap.xml", 21),
        ("/sitemap-statements.xml", 3),
    ],
)
def test_feeds_and_sitemaps_cost_few_queries(reader, register, address, most):
    with CaptureQueriesContext(connection) as queries:
        reader.get(address)
    assert len(queries) <= most
