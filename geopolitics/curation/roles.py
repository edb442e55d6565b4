"""Who may do what, by group. Which row of a table, and when, is for `publishing` to say.

That nobody approves what they wrote holds for everyone: no group and no superuser is exempt.
"""

from collections.abc import Collection

from django.apps import AppConfig
from django.apps import apps as registry
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission, User
from django.db import models, router

from geopolitics.models import REGISTER, ChangeSet, Operation, Redirect, Topic

CONTRIBUTORS, CURATORS, REVIEWERS = "Contributors", "Curators", "Reviewers"
ADMINISTRATORS = "Administrators"
PUBLISH = "geopolitics.publish"
NOTES = "geopolitics.staff_notes"
LEDGER = (ChangeSet, Operation, Redirect)


def may(verbs: str, tables: Collection[type[models.Model]]) -> set[str]:
    """Names of permissions: may("view add", [Treaty]) is those two of treaties."""
    return {
        f"{table._meta.app_label}.{verb}_{table._meta.model_name}"
        for verb in verbs.split()
        for table in tables
    }


WRITTEN = [table for table in REGISTER if table is not Topic]
ADDING = may("view", [*REGISTER, *LEDGER]) | may("add", WRITTEN)
WRITING = ADDING | may("change delete", WRITTEN)
CURATING = WRITING | {NOTES}
REVIEWING = CURATING | may("add change delete", [Topic]) | {PUBLISH}
MAY = {
    CONTRIBUTORS: ADDING,
    CURATORS: CURATING,
    REVIEWERS: REVIEWING,
    ADMINISTRATORS: REVIEWING | may("view add change delete", [User, Group]),
}


def make_groups(app_config: AppConfig, using: str, **kwargs: object) -> None:
    """Make the groups and give each what MAY says; what an administrator added to one stays.

    Receiver of post_migrate, which a flush sends too: groups made by a migration would vanish.
    """
    if not router.allow_migrate_model(using, Group):
        return
    for label in (app_config.label, "auth"):
        create_permissions(registry.get_app_config(label), verbosity=0, using=using)
    permissions = Permission.objects.using(using).select_related("content_type")
    by_name = {f"{p.content_type.app_label}.{p.codename}": p for p in permissions}
    for name, allowed in MAY.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(by_name[each] for each in allowed if each in by_name))
