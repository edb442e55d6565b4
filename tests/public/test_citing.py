"""How to cite: by the rules of each style, as each format can hold it, and never more exactly than
the register knows."""

import datetime
import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geopolitics import publishing
from geopolitics.models import (
    RECORDS,
    Actor,
    ActorName,
    Citation,
    Document,
    Edition,
    Event,
    Release,
    Treaty,
)
from geopolitics.public.citing.files import bibtex, csl, ris
from geopolitics.public.citing.issued import Issued
from geopolitics.public.citing.names import Name
from geopolitics.public.citing.references import SORTS, Reference

SITE = "http://testserver"
FIRST = f"{SITE}/documents/mishra-2024-russia-dprk-pact/"
DAY = datetime.date(2026, 11, 24)
SHOWN = re.compile(r'<span class="taken">(.*?)</span><br><span class="bounds">In the text: (.*?)<')
NASTY = "100 % \\of {Q&A} #1_a$ ~^ “é” 조약"


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: DAY)


def cited(reader, address):
    """The reference and the citation in running text, for Chicago, APA and MLA."""
    body = reader.get(address).content.decode()
    body = re.sub("</?i>", "*", body)
    found = [(html.unescape(work), html.unescape(said)) for work, said in SHOWN.findall(body)]
    assert len(found) == 3
    return found


def file(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def document(register, written):
    """Makes a published document of these authors, who are persons unless told otherwise."""
    passage = register.passages.first()

    def actor(slug, name, kind):
        found = Actor.objects.filter(name=name).first()
        if found is None:
            found = Actor(slug=slug, name=name, kind=kind, status="published")
            found.save()
            Citation(actor=found, passage=passage, quote=passage.text).save()
        return found

    def made(kind, authors=(), publisher="", of="person", **fields):
        with written():
            people = [actor(f"author-{n:02}", name, of) for n, name in enumerate(authors)]
            house = actor("house", publisher, "other") if publisher else None
            found = Document(slug="d", kind=kind, publisher=house, status="published", **fields)
            found.save()
            found.authors.set(people)
        return found

    return made


def test_the_first_document(reader, register):
    title = (
        "Russia and DPRK Mutual Defence Pact: Implications for Northeast Asia's Regional "
        "Security Dynamics"
    )
    assert cited(reader, "/documents/mishra-2024-russia-dprk-pact/") == [
        (
            f"Mishra, Sandip. 2024. “{title}.” Asia-Pacific Leadership Network, July 19, 2024. "
            f"{FIRST}.",
            "(Mishra 2024)",
        ),
        (
            f"Mishra, S. (2024, July 19). *{title}*. Asia-Pacific Leadership Network. {FIRST}",
            "(Mishra, 2024)",
        ),
        (
            f"Mishra, Sandip. “{title}.” Asia-Pacific Leadership Network, 19 July 2024, {FIRST}.",
            "(Mishra)",
        ),
    ]


def test_the_first_document_as_files(reader, register):
    address = "/documents/mishra-2024-russia-dprk-pact"
    title = str(register)
    assert file(reader, f"{address}.bib") == (
        "@misc{mishra-2024-russia-dprk-pact,\n"
        "  author = {Mishra, Sandip},\n"
        f"  title = {{{{{title}}}}},\n"
        "  howpublished = {Asia-Pacific Leadership Network},\n"
        "  year = {2024},\n"
        "  date = {2024-07-19},\n"
        f"  url = {{{FIRST}}},\n"
        "  urldate = {2026-11-24},\n"
        "  month = jul,\n"
        "}\n"
    )
    assert file(reader, f"{address}.ris") == (
        "TY  - ELEC\r\n"
        "ID  - mishra-2024-russia-dprk-pact\r\n"
        "AU  - Mishra, Sandip\r\n"
        f"TI  - {title}\r\n"
        "PB  - Asia-Pacific Leadership Network\r\n"
        "PY  - 2024\r\n"
        "DA  - 2024/07/19/\r\n"
        "LA  - en\r\n"
        f"UR  - {FIRST}\r\n"
        "Y2  - 2026/11/24/\r\n"
        "DP  - Geopolitics\r\n"
        "ER  - \r\n"
    )
    assert json.loads(file(reader, f"{address}.csl.json")) == [
        {
            "id": "mishra-2024-russia-dprk-pact",
            "type": "webpage",
            "title": title,
            "author": [{"family": "Mishra", "given": "Sandip"}],
            "publisher": "Asia-Pacific Leadership Network",
            "issued": {"date-parts": [[2024, 7, 19]]},
            "language": "en",
            "URL": FIRST,
            "accessed": {"date-parts": [[2026, 11, 24]]},
        }
    ]
    assert file(reader, f"{address}.csl") == file(reader, f"{address}.csl.json")


U = "https://example.org/d"
CASES = {
    "an organisation that publishes its own report": (
        ("report", ["Ministry of Peace"], "Ministry of Peace", "government body"),
        {"title": "Annual report", "published": "2023-05"},
        f"Ministry of Peace. 2023. *Annual report*. Ministry of Peace. {U}.",
        "(Ministry of Peace 2023)",
        f"Ministry of Peace. (2023). *Annual report*. {U}",
        "(Ministry of Peace, 2023)",
        f"*Annual report*. Ministry of Peace, May 2023, {U}.",
        "(*Annual report*)",
    ),
    "no author and no date": (
        ("web page", [], "Institute", "person"),
        {"title": "Who is bound to whom?", "published": ""},
        f"“Who is bound to whom?” n.d. Institute. Accessed November 24, 2026. {U}.",
        "(“Who is bound to whom?”, n.d.)",
        f"*Who is bound to whom?* (n.d.). Institute. {U}",
        "(*Who is bound to whom?*, n.d.)",
        f"“Who is bound to whom?” Institute, {U}. Accessed 24 Nov. 2026.",
        "(“Who is bound to whom?”)",
    ),
    "a book of two in the 1990s": (
        ("book", ["Ann Maria Lee", "Charles de Gaulle"], "Press", "person"),
        {"title": "Pacts", "published": "199X"},
        f"Lee, Ann Maria, and Charles de Gaulle. 1990s. *Pacts*. Press. {U}.",
        "(Lee and de Gaulle 1990s)",
        f"Lee, A. M., & de Gaulle, C. (1990s). *Pacts*. Press. {U}",
        "(Lee & de Gaulle, 1990s)",
        f"Lee, Ann Maria, and Charles de Gaulle. *Pacts*. Press, 1990s, {U}.",
        "(Lee and de Gaulle)",
    ),
    "three in a newspaper": (
        ("news report", ["Ann A", "Ben B", "Cy C"], "The Paper", "person"),
        {"title": "“Yes” to a pact: a vote", "published": "2024-09"},
        "A, Ann, Ben B, and Cy C. 2024. “‘Yes’ to a pact: a vote.” *The Paper*, September 2024. "
        f"{U}.",
        "(A, B, and C 2024)",
        f"A, A., B, B., & C, C. (2024, September). “Yes” to a pact: a vote. *The Paper*. {U}",
        "(A et al., 2024)",
        f"A, Ann, et al. “‘Yes’ to a pact: a vote.” *The Paper*, Sept. 2024, {U}.",
        "(A et al.)",
    ),
    "four, about a day": (
        ("speech", ["Ann A", "Ben B", "Cy C", "Di D"], "", "person"),
        {"title": "Words", "published": "2024-07-11~"},
        f"A, Ann, Ben B, Cy C, and Di D. ca. 2024. “Words.” Speech. ca. July 11, 2024. {U}.",
        "(A et al. ca. 2024)",
        f"A, A., B, B., C, C., & D, D. (ca. 2024, July 11). *Words* [Speech]. {U}",
        "(A et al., ca. 2024)",
        f"A, Ann, et al. “Words.” circa 11 July 2024, {U}. Speech.",
        "(A et al.)",
    ),
    "a family name that stands first, an uncertain year": (
        ("commentary", ["Chang Ho-jin"], "Institute", "person"),
        {"title": "Arms", "published": "2024?"},
        f"Chang Ho-jin. [2024?]. “Arms.” Institute. {U}.",
        "(Chang [2024?])",
        f"Chang, H.-J. ([2024?]). *Arms*. Institute. {U}",
        "(Chang, [2024?])",
        f"Chang Ho-jin. “Arms.” Institute, [2024?], {U}.",
        "(Chang)",
    ),
    "a name in its own script, a day that has only an end": (
        ("data set", ["대한민국 외교부"], "", "person"),
        {"title": "조약", "published": "[..2024-07-19]"},
        f"대한민국 외교부. by 19 July 2024. *조약*. Data set. {U}.",
        "(대한민국 외교부 by 19 July 2024)",
        f"대한민국 외교부. (by 19 July 2024). *조약* [Data set]. {U}",
        "(대한민국 외교부, by 19 July 2024)",
        f"대한민국 외교부. *조약*. by 19 July 2024, {U}. Data set.",
        "(대한민국 외교부)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_style_by_its_rules(reader, document, case):
    (kind, authors, publisher, of), fields, *expected = CASES[case]
    made = document(kind, authors, publisher, of, url=U, **fields)
    found = [said for pair in cited(reader, made.get_absolute_url()) for said in pair]
    assert found == expected


def test_many_authors_are_cut_as_each_style_cuts_them(reader, document):
    authors = [f"Ann {chr(65 + n // 10)}{'abcdefghij'[n % 10]}" for n in range(21)]
    made = document("journal article", authors, "Quarterly", title="Pacts", published="2024", url=U)
    chicago, apa, mla = (work for work, _ in cited(reader, made.get_absolute_url()))
    seven = "Aa, Ann, Ann Ab, Ann Ac, Ann Ad, Ann Ae, Ann Af, Ann Ag"
    assert chicago.startswith(f"{seven}, et al. 2024. “Pacts.” *Quarterly*. {U}")
    assert ", Bh, A., Bi, A., . . . Ca, A. (2024)." in apa
    assert "Bj, A." not in apa
    assert mla.startswith("Aa, Ann, et al. “Pacts.”")
    with_twenty = Document.objects.get(slug="d").authors
    assert with_twenty.count() == 21


def test_twenty_authors_are_all_named_in_apa(reader, document):
    authors = [f"Ann {chr(65 + n // 10)}{'abcdefghij'[n % 10]}" for n in range(20)]
    made = document("book", authors, title="Pacts", published="2024", url=U)
    apa = cited(reader, made.get_absolute_url())[1][0]
    assert ", Bi, A., & Bj, A. (2024)." in apa


def test_a_name_held_with_a_comma_says_what_is_the_family_name(reader, document, written):
    made = document("book", ["Yoon Suk Yeol"], title="Pacts", published="2024", url=U)
    with written():
        actor = Actor.objects.get(name="Yoon Suk Yeol")
        ActorName(actor=actor, name="Yoon, Suk Yeol", kind="alias").save()
    found = [work.split(" *")[0] for work, _ in cited(reader, made.get_absolute_url())]
    assert found == ["Yoon Suk Yeol. 2024.", "Yoon, S. Y. (2024).", "Yoon Suk Yeol."]
    [item] = json.loads(file(reader, "/documents/d.csl.json"))
    assert item["author"] == [{"family": "Yoon", "given": "Suk Yeol", "static-ordering": True}]


RECORD = "/treaties/russia-dprk-2024"


@pytest.fixture
def changed(register, written, monkeypatch):
    """The treaty as it was last changed on a day."""
    day = datetime.datetime(2025, 3, 7, 12, tzinfo=datetime.UTC)
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    with monkeypatch.context() as then, written():
        then.setattr(timezone, "now", lambda: day)
        treaty.summary += " Changed."
        treaty.save()
    return treaty


def release(name, made):
    Release.objects.create(name=name, made=made, file=f"{name}.zip", size=1, sha256="0" * 64)
    Edition.renew()


def test_a_record_is_an_entry_of_the_register(reader, changed):
    title, address = str(changed), f"{SITE}{RECORD}/"
    assert cited(reader, f"{RECORD}/") == [
        (
            f"Geopolitics. 2025. “{title}.” Data set entry, version 2025-03-07. "
            f"Accessed November 24, 2026. {address}.",
            "(Geopolitics 2025)",
        ),
        (
            f"Geopolitics. (2025). *{title}* (Version 2025-03-07) [Data set entry]. "
            f"Retrieved November 24, 2026, from {address}",
            "(Geopolitics, 2025)",
        ),
        (
            f"“{title}.” *Geopolitics*, version 2025-03-07, 7 Mar. 2025, {address}. "
            "Accessed 24 Nov. 2026.",
            f"(“{title}”)",
        ),
    ]


def test_the_newest_release_since_the_last_change_is_the_version(reader, changed):
    release("early", changed.modified - datetime.timedelta(days=1))
    assert "version 2025-03-07" in file(reader, f"{RECORD}.bib")
    release("spring", changed.modified + datetime.timedelta(days=1))
    release("summer", changed.modified + datetime.timedelta(days=90))
    text = file(reader, f"{RECORD}.bib")
    assert "howpublished = {Data set entry, version summer}" in text
    assert "date = {2025-06-05}" in text
    assert "ET  - summer\r\n" in file(reader, f"{RECORD}.ris")
    [item] = json.loads(file(reader, f"{RECORD}.csl.json"))
    assert item["version"] == "summer"
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": "Geopolitics"}]
    assert item["accessed"] == {"date-parts": [[2026, 11, 24]]}
    assert "version summer" in cited(reader, f"{RECORD}/")[0][0]


def test_every_record_has_its_files_and_its_page_leads_to_them(reader, every_page):
    for address in every_page:
        body = reader.get(address).content.decode()
        part = body.split('<section class="section" id="cite">')[1]
        links = re.findall(r'<a class="link" href="([^"]+)" rel="nofollow">', part)
        suffixes = ["bib", "ris", "csl.json", "jsonld"][: 3 + ("/documents/" not in address)]
        assert links == [f"{address[:-1]}.{suffix}" for suffix in suffixes]
        for link in links:
            assert file(reader, link)


def test_article_and_statement_are_called_as_their_pages_are(reader, register):
    [item] = json.loads(file(reader, f"{RECORD}/art_4.csl.json"))
    assert item["title"].startswith("Article 4, ")
    assert item["title"].endswith(str(Treaty.objects.get(slug="russia-dprk-2024")))
    assert item["URL"] == f"{SITE}{RECORD}/art_4/"


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl", "csl.json", "jsonld"])
def test_what_moved_was_withdrawn_or_never_was_answers_as_its_page(
    reader, register, reviewer, written, suffix
):
    event = Event.objects.public().filter(parts=None, targeted_by=None).first()
    old = event.slug
    with written():
        event.slug = "moved"
        event.save()
    answer = reader.get(f"/events/{old}.{suffix}")
    assert (answer.status_code, answer["Location"]) == (301, f"/events/moved.{suffix}")
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    answer = reader.get(f"/events/moved.{suffix}")
    assert answer.status_code == 410
    assert "Told twice." in answer.content.decode()
    with written():
        Event(slug="qxqxqxqx", title="Hidden", kind="visit").save()
    hidden, never = (reader.get(f"/events/{slug}.{suffix}") for slug in ("qxqxqxqx", "qzqzqzqz"))
    assert hidden.status_code == never.status_code == 404
    assert hidden.content.replace(b"qx", b"qz") == never.content


def work(**changes):
    given = {
        "key": "d",
        "sort": SORTS["book"],
        "title": NASTY,
        "authors": (Name("Q&A, Inc."), Name("and Sons", "J_1")),
        "issued": Issued("2024~"),
        "accessed": DAY,
        "address": U,
        "url": "https://example.org/a_b%20{c}",
        "publisher": "A & B",
    }
    return Reference(**given | changes)


def test_bibtex_keeps_every_character(register):
    text = bibtex(work())
    assert (
        "title = {{100 \\% \\textbackslash{}of \\textbraceleft{}Q\\&A\\textbraceright{} "
        "\\#1\\_a\\$ \\textasciitilde{}\\textasciicircum{} “é” 조약}}" in text
    )
    assert "author = {{Q\\&A, Inc.} and {and Sons}, J\\_1}" in text
    assert "url = {https://example.org/a_b%20%7Bc%7D}" in text
    assert "publisher = {A \\& B}" in text
    assert "date = {2024~}" in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    "breach", ["\r\nER  - \r\nTY  - BOOK", "\nAU  - Nobody", "\u2028x", "\x1bx"]
)
def test_no_text_begins_a_line_of_its_own(register, breach):
    lines = ris(work(title=f"Pacts{breach}", publisher=f"House{breach}")).split("\r\n")
    assert [line[:6] for line in lines if line].count("ER  - ") == 1
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n\x1b\u2028]*", line) for line in lines if line)
    assert len(lines) == 13
    assert "\n  AU" not in bibtex(work(title=f"Pacts{breach}"))


@pytest.mark.parametrize(
    ("edtf", "bib", "tags", "item"),
    [
        (
            "2024-07",
            ["year = {2024}", "date = {2024-07}", "month = jul"],
            ["PY  - 2024", "DA  - 2024/07//"],
            {"date-parts": [[2024, 7]]},
        ),
        (
            "199X",
            ["year = {1990s}", "date = {199X}"],
            ["N1  - Published: 1990s"],
            {"literal": "1990s"},
        ),
        (
            "2024~",
            ["year = {ca. 2024}", "date = {2024~}"],
            ["PY  - 2024///about 2024"],
            {"date-parts": [[2024]], "circa": True},
        ),
        (
            "2024?",
            ["year = {[2024?]}"],
            ["PY  - 2024///2024 (uncertain)"],
            {"literal": "[2024?]"},
        ),
        (
            "[..2024-07-19]",
            ["year = {by 19 July 2024}"],
            ["N1  - Published: by 19 July 2024"],
            {"literal": "by 19 July 2024"},
        ),
        (
            "[2024-01..2024-07-19]",
            ["year = {2024}"],
            ["PY  - 2024///between January 2024 and 19 July 2024"],
            {"date-parts": [[2024]]},
        ),
        ("", [], [], None),
    ],
)
def test_a_date_is_never_made_more_exact(edtf, bib, tags, item):
    given = work(issued=Issued(edtf))
    text = bibtex(given)
    for line in bib:
        assert f"  {line}," in text
    assert ("year = " in text) == bool(edtf)
    dated = [t for t in ris(given).split("\r\n") if t[:2] in ("PY", "DA") or "Published" in t]
    assert dated == tags
    assert json.loads(csl(given))[0].get("issued") == item


def test_a_document_read_elsewhere_names_the_register_beside(reader, document):
    document("report", [], "Institute", title="Pacts", published="2024", url=U)
    assert f"addendum = {{In Geopolitics: {SITE}/documents/d/}}" in file(reader, "/documents/d.bib")
    assert f"N1  - In Geopolitics: {SITE}/documents/d/\r\n" in file(reader, "/documents/d.ris")
    assert json.loads(file(reader, "/documents/d.csl"))[0]["note"].endswith("/documents/d/")


def test_a_quote_can_be_copied_with_its_source(reader, register):
    body = reader.get(f"{RECORD}/").content.decode()
    said = re.search(r'<p class="taken">(.*?)</p></details>', body, re.DOTALL)[1]
    said = html.unescape(re.sub("<[^>]+>", "", said)).replace("\u00a0", " ")
    quote, source = said.split("” (Sandip Mishra, ")
    assert f"<blockquote>{html.escape(quote[1:], quote=False)}" in body.replace("&#x27;", "'")
    title = register.title
    assert source.startswith(f"“{title}”, Asia-Pacific Leadership Network, 19 July 2024, ¶ ")
    assert f", {FIRST}?p=" in source


@pytest.mark.parametrize("model", [*RECORDS, Document], ids=lambda model: model.__name__)
@pytest.mark.parametrize("suffix", ["bib", "ris", "csl"])
def test_a_reference_costs_three_queries_at_most(reader, register, model, suffix):
    address = model.objects.public().first().get_absolute_url()
    with CaptureQueriesContext(connection) as queries:
        file(reader, f"{address[:-1]}.{suffix}")
    assert len(queries) <= 3
