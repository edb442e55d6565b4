"""The page of who may do what says what the server does, also after a group was changed."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.curation import roles
from geopolitics.curation.deeds import DEEDS
from geopolitics.models import Actor, ChangeSet, Topic

PAGE = "/desk/roles/"
COUNT = 14


def told(client):
    """The page's first table: yes or no by deed and role."""
    page = client.get(PAGE).content.decode()
    table = re.search(r"(?s)<table>(.*?)</table>", page)[1]
    heads = re.findall(r'<th scope="col">([^<]+)</th>', table)[1:]
    found = {}
    for words, cells in re.findall(r'(?s)<th scope="row">([^<]+)</th>(.*?)</tr>', table):
        values = re.findall(r"<td>(?:<span[^>]*>)?(yes|no)\b", cells)
        if len(values) == len(heads):
            found[unescape(words)] = dict(zip(heads, values, strict=True))
    return found


@pytest.fixture
def others(register):
    """A draft, a published record and a proposal of somebody else."""
    colleague = User.objects.create_user("colleague", is_staff=True)
    with change_set(colleague, way="form"):
        draft = Actor.objects.create(slug="draft", name="Draft", kind="state", staff_notes="Zyx")
        waiting = Actor.objects.create(
            slug="waiting", name="Waiting", kind="state", status="in review"
        )
    proposal = ChangeSet.objects.create(by=colleague, by_name="c", way="form", state="proposed")
    return draft, waiting, proposal


def done(user, others):
    """What the server lets the user do, by the names of DEEDS."""
    draft, waiting, proposal = others
    client = Client()
    client.force_login(user)

    def works(name, *args, data=None):
        page = reverse(name, args=args)
        answer = client.get(page) if data is None else client.post(page, data)
        return answer.status_code == 200

    public = Actor.objects.public().first()
    own = Actor(slug=f"own-{user.pk}", name="Own", kind="state")
    with change_set(user, way="form"):
        own.save()
    change = "admin:geopolitics_actor_change"
    group = Group.objects.get(name="Curators")
    return {
        "read": works("desk:queue") and works("desk:proposal", proposal.pk),
        "begin": works("admin:geopolitics_actor_add"),
        "write_own": not publishing.may_submit(own, user) and _saves(client, own),
        "write_any": not publishing.may_submit(draft, user) and _saves(client, draft),
        "propose": _saves(client, public),
        "notes": "Zyx" in client.get(reverse(change, args=[draft.pk])).content.decode(),
        "publish": not publishing.may_publish(waiting, user),
        "decide": not publishing.may_decide(proposal, user),
        "topics": works("admin:geopolitics_topic_add")
        and works("admin:geopolitics_topic_delete", Topic.objects.first().pk),
        "users": works(
            "admin:auth_user_password_change", User.objects.get(username="colleague").pk
        ),
        "groups": works("admin:auth_group_change", group.pk, data={"name": ""}),
    }


def _saves(client, record):
    page = client.get(reverse("admin:geopolitics_actor_change", args=[record.pk]))
    return page.status_code == 200 and page.context["has_change_permission"]


@pytest.mark.parametrize("changed", [False, True])
def test_it_says_what_the_server_does(
    others, contributor, curator, reviewer, administrator, changed
):
    if changed:  # not as they are made: what is told is read, not known
        publish = Permission.objects.get(codename="publish")
        Group.objects.get(name=roles.REVIEWERS).permissions.remove(publish)
        Group.objects.get(name=roles.CURATORS).permissions.add(publish)
        Group.objects.get(name=roles.CONTRIBUTORS).permissions.clear()
    users = {
        roles.CONTRIBUTORS: contributor,
        roles.CURATORS: curator,
        roles.REVIEWERS: reviewer,
        roles.ADMINISTRATORS: administrator,
    }
    client = Client()
    client.force_login(contributor)
    page = told(client)
    assert set(page) == {deed.words for deed in DEEDS}
    for role, user in users.items():
        real = done(user, others)
        assert set(real) == {deed.name for deed in DEEDS}
        for deed in DEEDS:
            says = page[deed.words][role]
            assert says == ("yes" if real[deed.name] else "no"), (deed.name, role)


def test_who_is_in_no_role_yet_learns_whom_to_ask(administrator, client):
    client.force_login(User.objects.create_user("new", is_staff=True))
    page = client.get(PAGE).content.decode()
    assert "You are in no group yet" in page
    assert "<td>administrator</td>" in page
    assert 'href="/desk/roles/"' in client.get("/admin/").content.decode()
    client.force_login(User.objects.create_user("visitor"))
    assert client.get(PAGE).status_code == 302


def test_the_page_asks_the_database_little(
    register, curator_client, contributor, reviewer, django_assert_max_num_queries
):
    for number in range(20):
        user = User.objects.create_user(f"user{number}", is_staff=True)
        user.groups.add(Group.objects.get(name=roles.CURATORS))
    with django_assert_max_num_queries(COUNT):
        curator_client.get(PAGE)


def test_so_does_the_login(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/admin/login/")
