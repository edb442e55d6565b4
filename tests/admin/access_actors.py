"""Who acts in the table of access, on what, and what comes of it, in one letter."""

import re

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from geopolitics.changes.current import change_set
from geopolitics.models import REGISTER, Actor, ActorName, ChangeSet, Passage, Topic, Treaty

ROLES = (
    "nobody",
    "visitor",
    "newcomer",
    "contributor",
    "curator",
    "reviewer",
    "administrator",
    "superuser",
)
STATUSES = ("own draft", "own in review", "draft", "in review", "published", "withdrawn")
SIDE_ROWS = {m._meta.model_name for m in REGISTER if m.owner_fields()}
PACT = "russia-dprk-2024"


def user_of(role):
    """The role's user: a visitor has a login only, a newcomer is staff in no group."""
    if role == "nobody":
        return None
    user = User.objects.create_user(role, f"{role}@example.org", "a pass phrase")
    user.is_staff = role != "visitor"
    user.is_superuser = role == "superuser"
    user.save()
    group = Group.objects.filter(name=f"{role.capitalize()}s").first()
    if group:
        user.groups.add(group)
    return user


def client_of(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def actor_of(status, by, another, name):
    """An actor of that standing, with a name and a citation, that `by` began and edited once."""
    told = Passage.objects.get(number="10")
    slug = name.replace(" ", "-")
    with change_set(by, way="form"):
        actor = Actor(slug=slug, name=slug, kind="state", seat="Before")
        actor.save()
        ActorName(actor=actor, key="n1", name="Before", kind="alias").save()
        actor.citations.create(key="c1", passage=told, quote=told.text[:20])
    with change_set(by, way="form"):
        actor.seat = "There"
        actor.save()
    steps = {"in review": ["in review"], "published": ["published"]}
    steps |= {"withdrawn": ["published", "withdrawn"]}
    for step in steps.get(status.removeprefix("own "), []):
        with change_set(another, way="review"):
            actor.status = step
            actor.save()
    return actor


def proposal_of(user):
    """A proposal of that user's on the pact, which waits."""
    proposal = ChangeSet.objects.create(by=user, by_name=str(user), way="form", state="proposed")
    proposal.operations.create(
        position=0,
        table="treaty",
        key=[PACT],
        owner_table="treaty",
        owner_slug=PACT,
        action="update",
        before={"place": ""},
        after={"place": "Pyongyang"},
    )
    return proposal


def state():
    """What of all that staff could change a request did change; and how many proposals wait.

    No row of the register changes without a change set.
    """
    sets = list(ChangeSet.objects.order_by("pk").values_list("pk", "state"))
    users = list(User.objects.order_by("pk").values_list("pk", "password", "email", "is_superuser"))
    groups = [
        (group.pk, sorted(group.permissions.values_list("pk", flat=True)))
        for group in Group.objects.order_by("pk")
    ]
    return (sets, users, groups), sum(1 for _, state in sets if state == "proposed")


def letter(client, send):
    """What came of a request.

    w something was written, p a proposal was made, y it was answered and nothing changed, n 403,
    k 403 with what was typed kept, l asked to sign in, m 404, x 405, b 400.
    """
    cookies = client.cookies.copy()
    with transaction.atomic():
        before = state()
        answer = send(client)
        after = state()
        transaction.set_rollback(True)
    client.cookies = cookies  # whoever signed out is back
    changed = "p" if after[1] > before[1] else "w" if after[0] != before[0] else ""
    code = answer.status_code
    if code == 403 and "Nothing is lost" in answer.content.decode():
        got = "k"
    elif code == 302 and "/admin/login/" in answer.url:
        got = "l"
    else:
        got = {200: "y", 302: "y", 403: "n", 404: "m", 405: "x", 400: "b"}.get(code, "?")
    if changed:
        return changed if got == "y" else "!"
    return got


def names():
    """The name of every address of the staff, with its table where it has one."""
    found = set()
    for root in get_resolver().url_patterns:
        space = getattr(root, "namespace", "")
        if space == "admin":
            for pattern in root.url_patterns:
                if hasattr(pattern, "url_patterns"):
                    found |= {child.name for child in pattern.url_patterns if child.name}
                else:
                    found.add(str(pattern.name))
        elif str(root.pattern).startswith("desk/"):
            found |= {f"{space}:{pattern.name}" for pattern in root.url_patterns}
        elif str(root.pattern).startswith("admin/"):
            found |= {pattern.name for pattern in root.url_patterns}
    return found


def address_of(name, proposal):
    """Where that name leads, on public records where it needs one."""
    treaty = Treaty.objects.get(slug=PACT)
    given = {
        "desk:proposal": [proposal.pk],
        "desk:proposal_preview": [proposal.pk, "treaty", PACT],
        "desk:record": ["treaty", PACT],
        "desk:versions": ["treaty", PACT],
        "desk:record_preview": ["treaty", PACT],
        "desk:codebook": ["obligations"],
        "password_reset_confirm": ["a", "b"],
        "view_on_site": [ContentType.objects.get_for_model(Treaty).pk, treaty.pk],
        "app_list": ["geopolitics"],
    }
    if name.startswith(("desk:", "exchange:", "password_reset")):
        return reverse(name, args=given.get(name))
    if name == "autocomplete":
        query = "term=r&app_label=geopolitics&model_name=party&field_name=actor"
        return f"{reverse('admin:autocomplete')}?{query}"
    if name == "None":
        return "/admin/no-such-page/"
    if "_" not in name or name in given or name.startswith("password"):
        return reverse(f"admin:{name}", args=given.get(name))
    app, table, verb = name.split("_", 2)
    if verb in ("changelist", "add", "import", "export", "process_import"):
        return reverse(f"admin:{name}")
    model = {m._meta.model_name: m for m in REGISTER}.get(table)
    if model is not None:
        pk = (model.objects if model is Topic else model.objects.public()).first().pk
    elif table == "changeset":
        pk = proposal.pk
    else:
        pk = (
            apps.get_model("auth", table)
            .objects.get(**{"user": {"username": "curator"}, "group": {"name": "Curators"}}[table])
            .pk
        )
    return reverse(f"admin:{name}", args=[pk])


def file_of(actor):
    """A table of one row, which moves the actor's seat."""
    return SimpleUploadedFile("actors.csv", f"slug,seat\n{actor.slug},Elsewhere\n".encode())


def form_values(response):
    """What a browser would send back of an admin page's form."""
    values, forms = {}, [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for name in form.fields:
            value = form[name].value()
            if value is not None and value is not False:
                values[form[name].html_name] = value
    return values


def acts_of_templates(folder):
    """What the buttons of the desk send as `act`, by template."""
    found = set()
    for file in folder.rglob("*.html"):
        found |= set(re.findall(r'name="act" value="(\w+)"', file.read_text()))
    return found
