"""Who may do what: a line for every address of the desk, and what comes of it by role.

A new address of the admin or the desk without a line here fails the suite.
"""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver, reverse

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import REGISTER, Actor, ChangeSet, Topic, Treaty

ROLES = ("reader", "contributor", "curator", "reviewer", "administrator")

# Addresses by their names; of the admin's tables, what follows the table's name. A letter a role,
# in the order of ROLES, for GET: y answers, l asks to sign in, n refuses, - is not asked here.
ADDRESSES = {
    "index": "lyyyy",
    "login": "yyyyy",
    "logout": "-----",
    "password_change": "lyyyy",
    "password_change_done": "lyyyy",
    "autocomplete": "lyyyy",
    "jsi18n": "lyyyy",
    "view_on_site": "lyyyy",
    "app_list": "lyyyy",
    "None": "-----",
    "changelist": "lyyyy",
    "add": "lyyyy",
    "change": "lyyyy",
    "history": "lyyyy",
    "delete": "lnnnn",
    "side row:delete": "lnyyy",
    "auth:changelist": "lnnny",
    "auth:add": "lnnny",
    "auth:change": "lnnny",
    "auth:history": "lnnny",
    "auth:delete": "lnnny",
    "auth:password_change": "lnnny",
    "changeset:changelist": "lyyyy",
    "changeset:add": "lnnnn",
    "changeset:change": "lyyyy",
    "changeset:history": "lyyyy",
    "changeset:delete": "lnnnn",
    "import": "lyyyy",
    "process_import": "-----",
    "export": "lyyyy",
    "topic:import": "lnnyy",
    "topic:add": "lnnyy",
    "topic:delete": "lnnyy",
    "desk:queue": "lyyyy",
    "desk:proposal": "lyyyy",
    "desk:record": "lyyyy",
    "desk:versions": "lyyyy",
    "desk:date": "lyyyy",
    "desk:quote": "-----",
    "desk:roles": "lyyyy",
    "desk:code": "-----",
    "desk:second_factor": "-----",
    "desk:codebook": "lyyyy",
    "desk:record_preview": "lyyyy",
    "desk:proposal_preview": "lyyyy",
}
SIDE_ROWS = {m._meta.model_name for m in REGISTER if m.owner_fields()}


def names():
    """The name of every address under /admin/ and /desk/, with its table where it has one."""
    found = set()
    for root in get_resolver().url_patterns:
        space = getattr(root, "namespace", "")
        if space == "admin":
            for pattern in root.url_patterns:
                if hasattr(pattern, "url_patterns"):
                    found |= {child.name for child in pattern.url_patterns if child.name}
                else:
                    found.add(str(pattern.name))
        elif space == "desk":
            found |= {f"desk:{pattern.name}" for pattern in root.url_patterns}
    return found


def line_of(name):
    """The key in ADDRESSES of an address's name."""
    if name.startswith("desk:") or name in ADDRESSES:
        return name
    app, table, verb = name.split("_", 2)
    kind = "side row" if table in SIDE_ROWS else app
    for key in (f"{table}:{verb}", f"{kind}:{verb}", verb):
        if key in ADDRESSES:
            return key
    return name


@pytest.fixture
def clients(request, reader, reviewer_client):
    return {
        role: reader if role == "reader" else request.getfixturevalue(f"{role}_client")
        for role in ROLES
    }


@pytest.fixture
def proposal(register, curator):
    with publishing.edit(curator, way="form", message="A place.") as result:
        treaty = Treaty.objects.get(slug="russia-dprk-2024")
        treaty.place = "Pyongyang"
        treaty.staff_notes = "Zyxwvuts"
        treaty.save()
    return result.proposal


def address_of(name, proposal):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    if name == "desk:proposal":
        return reverse(name, args=[proposal.pk])
    if name == "desk:proposal_preview":
        return reverse(name, args=[proposal.pk, "treaty", treaty.slug])
    if name in ("desk:record", "desk:versions", "desk:record_preview"):
        return reverse(name, args=["treaty", treaty.slug])
    if name == "autocomplete":
        query = "term=r&app_label=geopolitics&model_name=party&field_name=actor"
        return f"{reverse('admin:autocomplete')}?{query}"
    if name == "view_on_site":
        kind = ContentType.objects.get_for_model(Treaty)
        return reverse("admin:view_on_site", args=[kind.pk, treaty.pk])
    if name == "app_list":
        return reverse("admin:app_list", args=["geopolitics"])
    if name == "desk:codebook":
        return reverse(name, args=["obligations"])
    if name.startswith("desk:"):
        return reverse(name)
    if "_" not in name or name in ADDRESSES:
        return reverse(f"admin:{name}")
    app, table, verb = name.split("_", 2)
    if verb in ("changelist", "add", "import", "export"):
        return reverse(f"admin:{name}")
    model = {m._meta.model_name: m for m in REGISTER}.get(table)
    pk = 1
    if model is not None:
        rows = model.objects if model is Topic else model.objects.public()
        pk = rows.first().pk
    elif table == "changeset":
        pk = proposal.pk
    elif app == "auth":
        pk = apps.get_model("auth", table).objects.first().pk
    return reverse(f"admin:{name}", args=[pk])


def test_every_address_has_a_line_and_every_line_an_address():
    lines = {line_of(name) for name in names()}
    assert lines <= set(ADDRESSES)
    assert set(ADDRESSES) <= lines


def test_each_role_gets_what_its_line_says(clients, proposal):
    wrong = []
    for name in sorted(names()):
        for role, letter in zip(ROLES, ADDRESSES[line_of(name)], strict=True):
            if letter == "-":
                continue
            answer = clients[role].get(address_of(name, proposal))
            got = {200: "y", 403: "n", 302: "l"}.get(answer.status_code, str(answer.status_code))
            if got == "l" and "login" not in answer.url:
                got = "y"
            if got != letter:
                wrong.append((name, role, letter, answer.status_code))
    assert not wrong


def test_nothing_is_changed_by_asking(clients, proposal):
    before = (ChangeSet.objects.count(), proposal.state)
    for client in clients.values():
        client.get(reverse("desk:proposal", args=[proposal.pk]), {"act": "approve"})
        client.get(reverse("desk:record", args=["treaty", "russia-dprk-2024"]), {"act": "withdraw"})
    proposal.refresh_from_db()
    assert (ChangeSet.objects.count(), proposal.state) == before


# What a direct POST of each act leads to, by role: the state of a colleague's proposal after it.
DECISIONS = {
    ("approve", "contributor"): "proposed",
    ("approve", "curator"): "proposed",
    ("approve", "reviewer"): "applied",
    ("approve", "administrator"): "applied",
    ("return", "contributor"): "proposed",
    ("return", "reviewer"): "returned",
    ("reject", "contributor"): "proposed",
    ("reject", "curator"): "rejected",
    ("reject", "reviewer"): "rejected",
    ("approve", "reader"): "proposed",
    ("nonsense", "reviewer"): "proposed",
}


@pytest.mark.parametrize(("act", "role"), DECISIONS)
def test_a_proposal_is_decided_by_whoever_may(clients, proposal, act, role):
    page = reverse("desk:proposal", args=[proposal.pk])
    answer = clients[role].post(page, {"act": act, "remark": "Because."})
    proposal.refresh_from_db()
    # Nobody's post is answered by the form to sign in, which keeps what was typed.
    assert answer.status_code == (403 if role == "reader" else 302)
    assert proposal.state == DECISIONS[act, role]
    public = Treaty.objects.get(slug="russia-dprk-2024").place
    assert public == ("Pyongyang" if proposal.state == "applied" else "")
    again = clients["administrator"].post(page, {"act": "approve"}, follow=True)
    if proposal.state != "proposed":
        assert 'class="error">' in again.content.decode()


# What comes of saving another seat in the form of an actor, by role and by whose it is.
WRITES = {
    ("contributor", "own draft"): "written",
    ("contributor", "own in review"): "written",
    ("contributor", "own published"): "refused",
    ("contributor", "other's draft"): "refused",
    ("contributor", "published"): "refused",
    ("curator", "other's draft"): "written",
    ("curator", "published"): "proposed",
    ("curator", "withdrawn"): "written",
    ("reviewer", "published"): "proposed",
    ("administrator", "published"): "proposed",
    ("administrator", "other's draft"): "written",
}


@pytest.fixture
def actors(register, contributor):
    """An actor of each standing. Its own: begun by the contributor."""
    quote = Actor.objects.get(slug="russia").citations.first()
    found = {"published": Actor.objects.get(slug="russia")}
    for name, status in (
        ("own draft", "draft"),
        ("own in review", "in review"),
        ("own published", "published"),
    ):
        with publishing.edit(contributor, way="form"):
            row = Actor(slug=name.replace(" ", "-"), name=name, kind="state")
            row.save()
            row.citations.create(passage=quote.passage, quote=quote.quote)
        found[name] = _with_status(row, status)
    with change_set(way="command"):
        for name in ("other's draft", "withdrawn"):
            row = Actor(slug=name.replace("'", "").replace(" ", "-"), name=name, kind="state")
            row.save()
            row.citations.create(passage=quote.passage, quote=quote.quote)
            found[name] = row
    found["withdrawn"] = _with_status(_with_status(found["withdrawn"], "published"), "withdrawn")
    return found


def _with_status(row, status):
    if status != row.status:
        with change_set(way="command"):
            row = type(row).objects.get(pk=row.pk)
            row.status = status
            row.save()
    return row


@pytest.mark.parametrize(("role", "whose"), WRITES)
def test_a_record_is_written_by_whoever_may(clients, actors, role, whose, form_of, change_url):
    actor, client = actors[whose], clients[role]
    form = form_of(clients["administrator"].get(change_url(actor)))
    answer = client.post(change_url(actor), form | {"seat": "Elsewhere", "status": "published"})
    before = actor.status
    actor.refresh_from_db()
    proposed = ChangeSet.objects.filter(state="proposed", by__username=role).exists()
    came = "written" if actor.seat == "Elsewhere" else "proposed" if proposed else "refused"
    assert came == WRITES[role, whose]
    assert actor.status == ("draft" if whose == "own in review" else before)
    assert answer.status_code == (403 if came == "refused" else 302)


@pytest.mark.parametrize("whose", ["published", "other's draft"])
def test_no_side_row_is_smuggled_in_by_its_own_page(clients, actors, whose, form_of):
    client = clients["contributor"]
    page = reverse("admin:geopolitics_actorname_add")
    values = form_of(client.get(page)) | {"actor": actors[whose].pk, "name": "X", "kind": "alias"}
    told = client.post(page, values)
    assert "you write your own drafts" in told.content.decode()
    assert not actors[whose].names.filter(name="X").exists()
    assert not ChangeSet.objects.filter(state="proposed").exists()


@pytest.mark.parametrize("role", ["contributor", "curator", "reviewer", "administrator"])
@pytest.mark.parametrize("whose", ["published", "withdrawn"])
def test_what_was_public_is_deleted_by_nobody(clients, actors, role, whose):
    actor = actors[whose]
    page = reverse("admin:geopolitics_actor_delete", args=[actor.pk])
    assert clients[role].post(page, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [actor.pk], "post": "yes"}
    clients[role].post(reverse("admin:geopolitics_actor_changelist"), action)
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_staff_notes_are_not_for_contributors(clients, proposal, change_url):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    publishing.approve(proposal, by=_user(clients["reviewer"]))
    pages = [
        change_url(treaty),
        reverse("admin:geopolitics_treaty_history", args=[treaty.pk]),
        reverse("desk:proposal", args=[proposal.pk]),
        reverse("desk:queue"),
        reverse("admin:geopolitics_treaty_changelist") + "?q=Zyxwvuts",
    ]
    for page in pages:
        assert "Zyxwvuts" not in clients["contributor"].get(page.split("?")[0]).content.decode()
    assert "Zyxwvuts" in clients["curator"].get(pages[0]).content.decode()
    assert "Zyxwvuts" in clients["curator"].get(pages[1]).content.decode()
    found = clients["contributor"].get(pages[-1]).context["cl"].queryset
    assert not found.exists()
    guess = reverse("admin:geopolitics_treaty_changelist") + "?staff_notes__startswith=Z"
    assert clients["contributor"].get(guess).status_code == 400


def _user(client):
    return client.get("/admin/").wsgi_request.user


def test_a_contributor_submits_an_own_draft_and_does_not_publish(clients, actors):
    actor = actors["own draft"]
    page = reverse("desk:record", args=["actor", actor.slug])
    clients["contributor"].post(page, {"act": "publish"})
    clients["contributor"].post(page, {"act": "submit"})
    actor.refresh_from_db()
    assert actor.status == "in review"
    clients["contributor"].post(page, {"act": "publish"})
    actor.refresh_from_db()
    assert actor.status == "in review"
    clients["reviewer"].post(page, {"act": "publish"})
    actor.refresh_from_db()
    assert actor.is_public


def test_a_disabled_user_is_signed_out(clients, register):
    client = clients["curator"]
    user = _user(client)
    user.is_active = False
    user.save()
    assert client.get("/admin/").status_code == 302
