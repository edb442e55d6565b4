import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from geopolitics.curation import roles

MATRIX = {
    # name: (view, add, change, delete, publish) by Contributor, Curator, Reviewer, Administrator
    "geopolitics.view_treaty": "yyyy",
    "geopolitics.add_statement": "yyyy",
    "geopolitics.change_passage": "nyyy",
    "geopolitics.delete_citation": "nyyy",
    "geopolitics.view_topic": "yyyy",
    "geopolitics.add_topic": "nnyy",
    "geopolitics.delete_topic": "nnyy",
    "geopolitics.view_changeset": "yyyy",
    "geopolitics.view_operation": "yyyy",
    "geopolitics.add_changeset": "nnnn",
    "geopolitics.change_changeset": "nnnn",
    "geopolitics.delete_operation": "nnnn",
    roles.PUBLISH: "nnyy",
    "auth.view_user": "nnny",
    "auth.change_group": "nnny",
    "auth.add_permission": "nnnn",
}


@pytest.mark.parametrize("name", MATRIX)
def test_who_may(name, contributor, curator, reviewer, administrator):
    people = (contributor, curator, reviewer, administrator)
    assert "".join("y" if person.has_perm(name) else "n" for person in people) == MATRIX[name]


def test_every_permission_named_exists(db):
    permissions = Permission.objects.select_related("content_type")
    names = {f"{p.content_type.app_label}.{p.codename}" for p in permissions}
    assert set().union(*roles.MAY.values()) <= names


def test_groups_come_again_after_a_flush_and_keep_what_was_added(transactional_db):
    extra = Permission.objects.get(codename="view_session")
    Group.objects.get(name=roles.CURATORS).permissions.add(extra)
    call_command("migrate", verbosity=0)
    assert extra in Group.objects.get(name=roles.CURATORS).permissions.all()

    call_command("flush", verbosity=0, interactive=False)
    for name, allowed in roles.MAY.items():
        assert Group.objects.get(name=name).permissions.count() == len(allowed)
