"""What an import may write, for a user and for the operator; how columns and short ways count."""

import pytest

from geopolitics.changes.current import change_set
from geopolitics.exchange import formats
from geopolitics.models import (
    Actor,
    ActorCode,
    ActorName,
    ChangeSet,
    Citation,
    Party,
    Statement,
    Treaty,
)
from geopolitics.verify import verify


@pytest.fixture
def draft(register):
    with change_set(way="command"):
        Actor(slug="syldavia", name="Syldavia", kind="state", seat="Klow").save()


def test_a_user_writes_drafts_and_proposes_what_is_published(register, draft, taken, curator):
    file = "slug,seat\nsyldavia,Douma\njapan,Kyoto\n"
    code, said, wrong = taken("actor.csv", file, user="curator")
    assert code == 0, wrong
    assert "0 new, 2 changed" in said
    assert "one proposal" in said
    assert Actor.objects.get(slug="syldavia").seat == "Douma"
    assert Actor.objects.get(slug="japan").seat != "Kyoto"
    proposal = ChangeSet.objects.get(state="proposed")
    assert (proposal.by, proposal.way, proposal.file) == (curator, "import", "actor.csv")
    assert [o.owner_slug for o in proposal.operations.all()] == ["japan"]


def test_a_contributor_writes_drafts_of_their_own(register, draft, taken, contributor, digest):
    assert taken("actor.csv", "slug,name,kind\nmine,M,state\n", user="contributor")[0] == 0
    assert taken("actor.csv", "slug,seat\nmine,Klow\n", user="contributor")[0] == 0
    before = digest()
    for slug in ("syldavia", "japan"):
        code, _, wrong = taken("actor.csv", f"slug,seat\n{slug},Douma\n", user="contributor")
        assert (code, "row 2: Somebody else" in wrong) == (1, True)
    code, _, wrong = taken("actor.csv", "slug,staff_notes\nmine,x\n", user="contributor")
    assert (code, "row 2, column staff_notes" in wrong) == (1, True)
    assert digest() == before


def test_an_operator_writes_all_directly(register, draft, taken):
    code, _, wrong = taken("actor.csv", "slug,seat,status\njapan,Kyoto,published\n")
    assert code == 0, wrong
    japan = Actor.objects.get(slug="japan")
    assert (japan.seat, japan.history.first().changeset.by_name) == ("Kyoto", "operator")
    assert not ChangeSet.objects.filter(state="proposed").exists()


def test_an_operator_keeps_the_publishing_rules(register, draft, taken, digest):
    before = digest()
    code, _, wrong = taken("actor.csv", "slug,status\nsyldavia,published\n")
    assert code == 1
    assert "row 2, column status" in wrong
    assert "no quote" in wrong
    assert digest() == before


@pytest.mark.parametrize("status", ["published", "in review", "withdrawn"])
@pytest.mark.parametrize("user", ["curator", "reviewer"])
def test_no_import_of_a_user_moves_a_status(
    register, draft, taken, curator, reviewer, user, status
):
    code, _, wrong = taken("actor.csv", f"slug,status\nsyldavia,{status}\n", user=user)
    assert code == 1
    assert "row 2, column status" in wrong


def test_a_status_as_it_stands_is_no_change(register, taken, curator):
    code, said, wrong = taken("actor.csv", "slug,status\njapan,published\n", user="curator")
    assert (code, "0 changed" in said) == (0, True), wrong


def test_notes_of_the_staff_are_for_those_who_may_read_them(register, draft, taken, curator):
    assert taken("actor.csv", "slug,staff_notes\nsyldavia,ask\n", user="curator")[0] == 0
    assert Actor.objects.get(slug="syldavia").staff_notes == "ask"


def test_absent_changes_nothing_and_empty_empties(register, draft, taken):
    assert taken("actor.csv", "slug,description\nsyldavia,A land\n")[0] == 0
    row = Actor.objects.get(slug="syldavia")
    assert (row.seat, row.description) == ("Klow", "A land")
    assert taken("actor.csv", "slug,seat\nsyldavia,\n")[0] == 0
    row.refresh_from_db()
    assert (row.seat, row.description) == ("", "A land")


def test_a_row_of_json_without_a_name_changes_nothing_in_it(register, draft, taken):
    assert taken("actor.json", '[{"slug": "syldavia", "seat": null}]')[0] == 0
    assert Actor.objects.get(slug="syldavia").seat == ""
    assert taken("actor.json", '[{"slug": "syldavia"}]')[1].startswith("1 row: 0 new, 0 changed")


def test_rows_without_a_key_are_the_rows_of_the_same_values(register, taken, digest):
    before = digest()
    party = Party.objects.select_related("treaty", "actor").first()
    file = f"treaty,actor,role\n{party.treaty.slug},{party.actor.slug},{party.role}\n"
    assert "0 new, 0 changed" in taken("party.csv", file)[1]
    assert digest() == before


def test_machine_made_keys_are_six_letters(register, draft, taken):
    assert taken("actor_name.csv", "actor,name\nsyldavia,Land\n")[0] == 0
    assert len(ActorName.objects.get(name="Land").key) == 6


def test_aliases_and_codes_are_the_whole_of_their_lists(register, draft, taken):
    file = "slug,aliases,iso3,cow\nsyldavia,Land|Realm,SYL,997\n"
    assert "0 new, 1 changed" in taken("actor.csv", file)[1]
    assert "0 new, 0 changed" in taken("actor.csv", file)[1]
    assert taken("actor.csv", "slug,aliases,cow\nsyldavia,Realm,\n")[0] == 0
    actor = Actor.objects.get(slug="syldavia")
    assert [name.name for name in actor.names.all()] == ["Realm"]
    assert [code.value for code in actor.codes.all()] == ["SYL"]


def test_a_short_list_leaves_what_the_same_file_tells_in_its_own_sheet(register, draft, taken):
    file = """{"actor": [{"slug": "syldavia", "aliases": ["Land"], "cow": []}],
        "actor_name": [{"actor": "syldavia", "key": "realm", "name": "Realm"}],
        "actor_code": [
            {"actor": "syldavia", "key": "old", "scheme": "cow", "value": "997"},
            {"actor": "syldavia", "key": "older", "scheme": "cow", "value": "996",
             "valid_until": "1900"}]}"""
    for said in ("3 new", "0 new, 0 changed"):
        code, answer, wrong = taken("all.json", file)
        assert code == 0, wrong
        assert said in answer
    assert taken("actor.csv", "slug,cow\nsyldavia,\n")[0] == 0
    assert [c.key for c in ActorCode.objects.filter(actor__slug="syldavia")] == ["older"]


def test_a_name_that_a_citation_proves_is_not_taken_away(register, draft, taken):
    passage = register.passages.filter(boilerplate=False).first()
    with change_set(way="command"):
        actor = Actor.objects.get(slug="syldavia")
        ActorName(actor=actor, key="land", name="Land").save()
        words = passage.text[:60]
        Citation(actor=actor, key="c", passage=passage, quote=words, field="names/land").save()
    code, _, wrong = taken("actor.csv", "slug,aliases\nsyldavia,\n")
    assert code == 1
    assert "names/land" in wrong


def test_targets_of_a_statement_are_the_whole_of_their_list(register, draft, taken):
    file = "slug,act,treaties,actors,stance\ns-1,COMMENT,{},{},{}\n"
    treaty = Treaty.objects.first().slug
    assert "1 new" in taken("statement.csv", file.format(treaty, "syldavia|japan", "supports"))[1]
    statement = Statement.objects.get(slug="s-1")
    assert {t.stance for t in statement.targets.all()} == {"supports"}
    keys = set(statement.targets.values_list("key", flat=True))
    assert taken("statement.csv", file.format(treaty, "syldavia|japan", "opposes"))[0] == 0
    assert {t.stance for t in statement.targets.all()} == {"opposes"}
    assert set(statement.targets.values_list("key", flat=True)) == keys
    assert taken("statement.csv", file.format(treaty, "japan", ""))[0] == 0
    assert statement.targets.count() == 2


def test_one_citation_in_a_row_is_added_once(register, draft, taken):
    passage = register.passages.filter(boilerplate=False).first()
    words = passage.text[:40].replace('"', '""')
    file = (
        "slug,document,passage,citation_quote,field\n"
        f'syldavia,{register.slug},{passage.number},"{words}",name\n'
    )
    assert "0 new, 1 changed" in taken("actor.csv", file)[1]
    assert "0 new, 0 changed" in taken("actor.csv", file)[1]
    (citation,) = Actor.objects.get(slug="syldavia").citations.all()
    assert (citation.field, citation.passage) == ("name", passage)


def test_a_code_means_whom_it_means_on_the_day(register, taken):
    rows = "slug,act,made,speaker\nold,COMMENT,1970,cow:998\nnew,COMMENT,2001-05,998\n"
    taken("actor.csv", "slug,name,kind\nno-more,No More,state\nsince,Since,state\n")
    codes = "actor,scheme,value,valid_from,valid_until\n"
    codes += "no-more,cow,998,,1991-12-25\nsince,cow,998,1991-12-26,\n"
    assert taken("actor_code.csv", codes)[0] == 0
    code, _, wrong = taken("statement.csv", rows)
    assert code == 0, wrong
    assert Statement.objects.get(slug="old").speaker.slug == "no-more"
    assert Statement.objects.get(slug="new").speaker.slug == "since"


def test_a_party_s_code_is_read_on_the_treaty_s_day(register, taken):
    taken("actor.csv", "slug,name,kind\nno-more,No More,state\nsince,Since,state\n")
    with change_set(way="command"):
        for slug, began, ended in (("no-more", "", "1991-12-25"), ("since", "1991-12-26", "")):
            actor = Actor.objects.get(slug=slug)
            ActorCode(
                actor=actor, scheme="cow", value="998", valid_from=began, valid_until=ended
            ).save()
    taken("treaty.csv", "slug,title,signed\nt-1961,T,1961\n")
    code, _, wrong = taken("party.csv", "treaty,key,actor,role\nt-1961,p1,998,party\n")
    assert code == 0, wrong
    assert Party.objects.get(treaty__slug="t-1961").actor.slug == "no-more"


def test_version_is_held_against_the_live_one(register, draft, taken, command, tmp_path):
    place = tmp_path / "actor.csv"
    command("export_records", place, table="actor", extra=["version", "created", "modified"])
    header = place.read_text().splitlines()[0].split(",")
    assert header[-3:] == ["version", "created", "modified"]
    assert taken("actor.csv", "slug,seat,version\nsyldavia,Douma,1\n")[0] == 0
    code, _, wrong = taken("actor.csv", "slug,seat,version\nsyldavia,Klow,1\n")
    assert (code, "version 2 now" in wrong) == (1, True)


def test_all_holds_after_an_import(register, draft, taken):
    taken("actor.csv", "slug,aliases\njapan,Nippon\n")
    assert not list(verify())


@pytest.mark.parametrize("ending", formats.ENDINGS)
def test_a_file_named_after_a_table_is_that_table(register, command, tmp_path, ending):
    named, told = tmp_path / f"treaty_name.{ending}", tmp_path / f"x.{ending}"
    assert "the table treaty_name" in command("export_records", named)[1]
    command("export_records", told, table="treaty_name")
    assert named.read_bytes() == told.read_bytes()
    code, said, wrong = command("import_records", named)
    assert (code, said.split(": ")[1][:16]) == (0, "0 new, 0 changed"), wrong


def test_tables_under_their_names_come_whatever_the_file_is_called(register, taken):
    both = '{"treaty": [{"slug": "t", "title": "T"}], "party": [%s]}'
    party = '{"treaty": "t", "actor": "japan", "role": "party"}'
    assert "2 new" in taken("treaty.json", both % party)[1]
    code, _, wrong = taken("treaty.json", both % party, table="treaty")
    assert (code, "other tables than treaty: party" in wrong) == (1, True)
    assert taken("nothing.json", "{}", table="treaty")[0] == 1


USAGE = [
    ("import_records", "nothing.csv", {}),
    ("import_records", "actor.doc", {}),
    ("import_records", "actor.csv", {"table": "nonsense"}),
    ("import_records", "actor.csv", {"user": "nobody"}),
    ("export_records", "actor.doc", {}),
    ("export_records", "all.csv", {}),
    ("export_records", "all.json", {"table": "nonsense"}),
]


@pytest.mark.parametrize(("name", "file", "options"), USAGE)
def test_wrong_usage_exits_with_2(db, command, tmp_path, name, file, options):
    if file.startswith("actor"):
        (tmp_path / file).write_text("slug\n")
    with pytest.raises(Exception, match=r"\w") as stop:
        command(name, tmp_path / file, **options)
    assert stop.value.returncode == 2


def test_a_dry_run_keeps_nothing(register, draft, taken, digest):
    before = digest()
    code, said, _ = taken("actor.csv", "slug,seat\nsyldavia,Douma\n", dry_run=True)
    assert (code, "1 changed" in said, "Nothing was kept" in said) == (0, True, True)
    assert digest() == before
