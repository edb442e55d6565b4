"""Who may do what: a line for every address, action and act of the desk, and what comes of it.

A new address, action of a list, or button of the desk without a line here fails. What comes of a
request is one letter, which `letter` explains; a line has one for each role, in the order of ROLES.
"""

from functools import partial
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from geopolitics import publishing
from geopolitics.admin.mixins import RecordAdmin, RegisterAdmin
from geopolitics.models import REGISTER, ChangeSet, Sourced, Treaty

from .access_actors import (
    PACT,
    ROLES,
    SIDE_ROWS,
    STATUSES,
    actor_of,
    acts_of_templates,
    address_of,
    client_of,
    file_of,
    form_values,
    letter,
    names,
    proposal_of,
    user_of,
)
from .access_table import ACTIONS, ADDRESSES, BY_STATUS, BY_WRITER


@pytest.fixture
def people(register):
    return {role: user_of(role) for role in ROLES}


@pytest.fixture
def clients(people):
    return {role: client_of(user) for role, user in people.items()}


@pytest.fixture
def another(register):
    """A colleague whom no line is about."""
    return User.objects.create_user("another", is_staff=True)


def line_of(name):
    """The key in ADDRESSES of an address's name."""
    if name.startswith(("desk:", "exchange:")) or name in ADDRESSES:
        return name
    app, table, verb = name.split("_", 2)
    kind = "side row" if table in SIDE_ROWS else app
    for key in (f"{table}:{verb}", f"{kind}:{verb}", verb):
        if key in ADDRESSES:
            return key
    return name


# How each deed is sent: (client, actor, form of the actor) to an answer.


def at(name, actor):
    if name.startswith("desk:"):
        return reverse(name, args=[actor.table(), actor.slug])
    return reverse(f"admin:geopolitics_{name}", args=[actor.pk])


def looking(name):
    return lambda client, actor, form: client.get(at(name, actor))


def acting(act):
    words = {"act": act, "remark": "Because."}
    return lambda client, actor, form: client.post(at("desk:record", actor), words)


def saving(client, actor, form):
    return client.post(at("actor_change", actor), form | {"seat": "Elsewhere"})


def deleting(client, actor, form):
    return client.post(at("actor_delete", actor), {"post": "yes"})


def deleting_by_action(client, actor, form):
    chosen = {"action": "delete_selected", "_selected_action": [actor.pk], "post": "yes"}
    return client.post(reverse("admin:geopolitics_actor_changelist"), chosen)


def editing_in_the_list(client, actor, form):
    values = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": actor.pk}
    values |= {"form-0-seat": "Elsewhere", "form-0-status": "published", "_save": "Save"}
    return client.post(reverse("admin:geopolitics_actor_changelist"), values)


def ticking(client, actor, form):
    return client.post(reverse("desk:queue"), {"record": f"actor:{actor.slug}"})


def restoring(client, actor, form):
    return client.post(at("desk:versions", actor), {"version": "1"})


def undoing(client, actor, form):
    changed = actor.history.exclude(changeset__way="review").order_by("-history_id").first()
    return client.post(reverse("desk:proposal", args=[changed.changeset_id]), {"act": "undo"})


def importing(client, actor, form):
    page = reverse("admin:geopolitics_actor_import")
    preview = client.post(page, {"import_file": file_of(actor), "format": ""})
    if preview.status_code != 200 or not preview.context.get("confirm_form"):
        return preview
    values = preview.context["confirm_form"].initial | {"message": ""}
    return client.post(reverse("admin:geopolitics_actor_process_import"), values)


def row_of(actor):
    return actor.names.get(key="n1")


def adding_a_row(client, actor, form):
    values = {"actor": actor.pk, "key": "n2", "name": "Elsewhere", "kind": "alias"}
    return client.post(reverse("admin:geopolitics_actorname_add"), values)


def saving_a_row(client, actor, form):
    page = at("actorname_change", row_of(actor))
    return client.post(page, {"name": "Elsewhere", "kind": "alias"})


def deleting_a_row(client, actor, form):
    return client.post(at("actorname_delete", row_of(actor)), {"post": "yes"})


def deleting_a_row_by_action(client, actor, form):
    chosen = {"action": "delete_selected", "_selected_action": [row_of(actor).pk], "post": "yes"}
    return client.post(reverse("admin:geopolitics_actorname_changelist"), chosen)


DEEDS = {
    "GET change": looking("actor_change"),
    "GET history": looking("actor_history"),
    "GET delete": looking("actor_delete"),
    "GET record": looking("desk:record"),
    "GET versions": looking("desk:versions"),
    "GET preview": looking("desk:record_preview"),
    "POST change": saving,
    "POST list": editing_in_the_list,
    "POST delete": deleting,
    "action delete_selected": deleting_by_action,
    "act submit": acting("submit"),
    "act publish": acting("publish"),
    "act return": acting("return"),
    "act withdraw": acting("withdraw"),
    "queue record": ticking,
    "restore": restoring,
    "act undo": undoing,
    "import": importing,
    "row POST add": adding_a_row,
    "row POST change": saving_a_row,
    "row POST delete": deleting_a_row,
    "row action delete_selected": deleting_a_row_by_action,
}


def deciding(act):
    def send(client, proposal):
        page = reverse("desk:proposal", args=[proposal.pk])
        return client.post(page, {"act": act, "remark": "Because."})

    return send


def ticking_a_proposal(client, proposal):
    return client.post(reverse("desk:queue"), {"proposal": proposal.pk})


DECISIONS = {
    "act approve": deciding("approve"),
    "act return": deciding("return"),
    "act reject": deciding("reject"),
    "act undo": deciding("undo"),
    "act nonsense": deciding("nonsense"),
    "queue proposal": ticking_a_proposal,
}


def told(wrong):
    return "\n".join(f"{key}: is {got}, the table says {says}" for key, got, says in wrong)


def test_every_address_has_a_line_and_every_line_an_address():
    lines = {line_of(name) for name in names()}
    assert lines == set(ADDRESSES)


def test_every_action_has_a_line(rf, register, settings):
    settings.SECOND_FACTOR = True
    request = rf.get("/")
    request.user = User.objects.create_superuser("root")
    found = {
        (model._meta.label_lower, action)
        for model, site in admin.site._registry.items()
        for action in site.get_actions(request)
    }
    every = {model._meta.label_lower for model in REGISTER}
    assert found == {
        (table, action)
        for action, tables in ACTIONS.items()
        for each in tables
        for table in (every if each.startswith("every") else {each})
    }


def test_every_button_and_deed_has_a_line():
    known = {*BY_STATUS, *BY_WRITER, "act confirm", "act codes"}  # those two: second factor
    for act in acts_of_templates(Path(publishing.__file__).parent / "templates"):
        assert f"act {act}" in known
    assert set(DEEDS) == set(BY_STATUS)
    assert set(DECISIONS) == set(BY_WRITER)


def test_an_actor_and_its_names_stand_for_every_table():
    for model in REGISTER:
        site = admin.site._registry[model]
        assert isinstance(site, RegisterAdmin)
        for name in ("changeform_view", "changelist_view", "delete_view", "_guarded", "_write"):
            assert getattr(type(site), name) is getattr(RegisterAdmin, name), (model, name)
        if issubclass(model, Sourced):
            assert isinstance(site, RecordAdmin)


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_address(people, clients, another, method):
    """Every role at one table of each line, and at the others those between which lines differ."""
    proposal = proposal_of(another)
    values = {"x": "1"} if method == "post" else None
    wrong, seen = [], set()
    for name in sorted(names()):
        page, line = address_of(name, proposal), line_of(name)
        says = dict(zip(ROLES, ADDRESSES[line][method == "post"], strict=True))
        for role in ("contributor", "curator") if line in seen else ROLES:
            got = letter(clients[role], lambda c, page=page: getattr(c, method)(page, values))
            if line in seen and got == "y" and says[role] == "p":
                continue  # allowed, but this table's first row holds up another
            if got != says[role]:
                wrong.append((f"{method} {name} by {role}", got, says[role]))
        seen.add(line)
    assert not wrong, told(wrong)


@pytest.fixture
def actors(people, another):
    """actors[status][role]: an actor of that standing; own ones for each role that may have any."""
    found = {}
    for status in STATUSES:
        others = None
        found[status] = {}
        for role in ROLES:
            writes = status.startswith("own") and ROLES.index(role) > ROLES.index("newcomer")
            if not writes and others is None:
                others = actor_of(status, another, another, f"{status}-others")
            found[status][role] = (
                actor_of(status, people[role], another, f"{status}-{role}") if writes else others
            )
    return found


def outcomes(deed, actors, clients, forms):
    """The line of a deed: for each status a letter for each role."""
    return tuple(
        "".join(
            letter(clients[role], partial(_sent, deed, actor, forms.get(actor.pk, {})))
            for role, actor in actors[status].items()
        )
        for status in STATUSES
    )


def _sent(deed, actor, form, client):
    return deed(client, actor, form)


def test_each_deed_by_status(clients, actors):
    every = {actor.pk: actor for own in actors.values() for actor in own.values()}
    forms = {
        pk: form_values(clients["superuser"].get(at("actor_change", actor)))
        for pk, actor in every.items()
    }
    wrong = []
    for name, deed in DEEDS.items():
        got = outcomes(deed, actors, clients, forms)
        wrong += [
            (f"{name}, {status}", line, says)
            for status, line, says in zip(STATUSES, got, BY_STATUS[name], strict=True)
            if line != says
        ]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("deed", DECISIONS)
def test_each_decision_by_writer(people, clients, another, deed):
    got = []
    for own in (True, False):
        line = ""
        for role in ROLES:
            proposal = proposal_of(people[role] if own and people[role] else another)
            line += letter(clients[role], lambda c, p=proposal: DECISIONS[deed](c, p))
            ChangeSet.objects.filter(pk=proposal.pk).update(state="rejected")
        got.append(line)
    assert tuple(got) == BY_WRITER[deed]


def test_nothing_is_changed_by_asking(clients, another):
    proposal = proposal_of(another)
    for client in clients.values():
        client.get(reverse("desk:proposal", args=[proposal.pk]), {"act": "approve"})
        client.get(reverse("desk:record", args=["treaty", PACT]), {"act": "withdraw"})
    proposal.refresh_from_db()
    assert proposal.state == "proposed"
    assert Treaty.objects.get(slug=PACT).is_public


def test_a_disabled_user_is_signed_out(people, clients):
    user = people["curator"]
    user.is_active = False
    user.save()
    assert clients["curator"].get("/admin/").status_code == 302
