"""Users and groups at the desk: nobody gives more than they have; the ledger forgets nobody."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from geopolitics.models import Actor, ChangeSet
from geopolitics.publishing import edit

CHANGE = "admin:auth_user_change"


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", "root@example.org", "a pass phrase")


@pytest.fixture
def beyond(db):
    """A permission that no group has."""
    return Permission.objects.get(codename="delete_session")


def save(client, user, form_of, **values):
    page = reverse(CHANGE, args=[user.pk])
    form = form_of(client.get(page))
    form |= {"date_joined_0": "2024-01-01", "date_joined_1": "00:00:00"}
    form = {name: value for name, value in form.items() if value != "" and "last_login" not in name}
    return client.post(page, form | values)


def test_an_administrator_makes_nobody_a_superuser(administrator_client, curator, form_of, beyond):
    answer = save(
        administrator_client,
        curator,
        form_of,
        is_superuser="on",
        user_permissions=[beyond.pk],
        email="new@example.org",
    )
    assert answer.status_code == 302
    curator.refresh_from_db()
    assert curator.email == "new@example.org"
    assert not curator.is_superuser
    assert not curator.user_permissions.exists()


def test_a_superuser_does(client, root, curator, form_of, beyond):
    client.force_login(root)
    save(client, curator, form_of, is_superuser="on", user_permissions=[beyond.pk])
    curator.refresh_from_db()
    assert curator.is_superuser
    assert curator.user_permissions.get() == beyond


@pytest.mark.parametrize("how", ["superuser", "disabled superuser", "permission", "group"])
def test_who_may_do_more_is_not_taken_over(administrator_client, curator, beyond, how):
    if "superuser" in how:
        curator.is_superuser, curator.is_active = True, how == "superuser"
        curator.save()
    elif how == "permission":
        curator.user_permissions.add(beyond)
    else:
        group = Group.objects.create(name="Keepers")
        group.permissions.add(beyond)
        curator.groups.add(group)
    before = (curator.password, curator.email)
    for name, values in {
        "auth_user_change": {"username": "curator", "email": "mine@example.org"},
        "auth_user_password_change": {"password1": "another phrase", "password2": "another phrase"},
        "auth_user_delete": {"post": "yes"},
    }.items():
        answer = administrator_client.post(reverse(f"admin:{name}", args=[curator.pk]), values)
        assert answer.status_code == 403, name
    action = {"action": "delete_selected", "_selected_action": [curator.pk], "post": "yes"}
    administrator_client.post(reverse("admin:auth_user_changelist"), action)
    curator.refresh_from_db()
    assert (curator.password, curator.email) == before


def test_an_administrator_gives_no_group_more_than_they_have(
    administrator_client, administrator, form_of, beyond
):
    page = reverse("admin:auth_group_change", args=[Group.objects.get(name="Contributors").pk])
    form = form_of(administrator_client.get(page))
    told = administrator_client.post(
        page, form | {"permissions": [*form["permissions"], beyond.pk]}
    )
    assert "You give only what you have yourself" in told.content.decode()
    own = Permission.objects.get(codename="publish")
    answer = administrator_client.post(page, form | {"permissions": [*form["permissions"], own.pk]})
    assert answer.status_code == 302
    assert own in Group.objects.get(name="Contributors").permissions.all()
    keepers = Group.objects.create(name="Keepers")
    keepers.permissions.add(beyond)
    told = save(administrator_client, administrator, form_of, groups=[keepers.pk])
    assert "may do what you may not" in told.content.decode()
    assert keepers not in administrator.groups.all()


def test_who_wrote_is_disabled_and_not_deleted(administrator_client, curator, contributor):
    with edit(curator, way="form"):
        Actor(slug="mongolia", name="Mongolia", kind="state").save()
    delete = reverse("admin:auth_user_delete", args=[curator.pk])
    told = administrator_client.post(delete, {"post": "yes"}, follow=True)
    assert "Disable the login instead" in told.content.decode()
    action = {"action": "delete_selected", "post": "yes"}
    several = {"_selected_action": [curator.pk, contributor.pk]}
    page = administrator_client.post(reverse("admin:auth_user_changelist"), action | several)
    assert "Disable the login instead" in page.content.decode()
    assert User.objects.filter(pk__in=[curator.pk, contributor.pk]).count() == 2
    administrator_client.post(
        reverse("admin:auth_user_delete", args=[contributor.pk]), {"post": "yes"}
    )
    assert not User.objects.filter(pk=contributor.pk).exists()
    assert ChangeSet.objects.get(by=curator).by_name == "curator"


@pytest.mark.parametrize("address", ["queue", "date", "proposal", "record", "versions", "codebook"])
def test_staff_without_a_role_read_nothing(register, client, curator, address):
    with edit(curator, way="form") as result:
        Actor(slug="mongolia", name="Mongolia", kind="state").save()
    client.force_login(User.objects.create_user("new", is_staff=True))
    args = {
        "proposal": [result.applied.pk],
        "record": ["actor", "mongolia"],
        "versions": ["actor", "mongolia"],
        "codebook": ["obligations"],
    }
    assert client.get(reverse(f"desk:{address}", args=args.get(address))).status_code == 403
