"""Who may do what, read from the permissions that the groups have now.

Each deed names what the code asks for it; a test does each as a member of each group and holds
this table against what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from geopolitics.models import REGISTER, Topic
from geopolitics.publishing import NOTES, PUBLISH

from .roles import may

Held = set[str]
VERBS = ("view", "add", "change", "delete")


@dataclass(frozen=True)
class Deed:
    """Something that staff do: in words, and whether somebody who holds these permissions may."""

    name: str
    words: str
    allowed: Callable[[Held], bool]


def _all(*names: str) -> Callable[[Held], bool]:
    return lambda held: set(names) <= held


def _some(*names: str) -> Callable[[Held], bool]:
    return lambda held: bool(set(names) & held)


ADDS, CHANGES = "geopolitics.add_actor", "geopolitics.change_actor"
DEEDS = (
    Deed("read", "Read every record and proposal", _all("geopolitics.view_changeset")),
    Deed("begin", "Begin a record, and import new ones", _all(ADDS)),
    Deed("write_own", "Write and submit drafts that they began", _some(ADDS, CHANGES)),
    Deed("write_any", "Write and submit everybody's drafts", _all(CHANGES)),
    Deed("propose", "Propose a change of what is published", _all(CHANGES)),
    Deed("notes", "Read and write the notes of the staff", _all(NOTES)),
    Deed("publish", "Publish, return or withdraw what others wrote", _all(PUBLISH)),
    Deed("decide", "Approve, return or reject what others propose", _all(PUBLISH)),
    Deed("topics", "Keep the list of topics", _all(*may("add change delete", [Topic]))),
    Deed("users", "Make and disable users, and set their passwords", _all("auth.change_user")),
    Deed(
        "groups",
        "Say what a group may do, as far as they may themselves",
        _all("auth.change_group"),
    ),
)


@dataclass(frozen=True)
class Role:
    """A group: what its members may do, and who they are."""

    name: str
    held: Held
    members: list[str]


def roles() -> list[Role]:
    """The groups, those that may do least first."""
    groups = Group.objects.prefetch_related("permissions__content_type", "user_set")
    found = [
        Role(
            group.name,
            {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()},
            sorted(u.get_username() for u in group.user_set.all() if u.is_active and u.is_staff),
        )
        for group in groups
    ]
    return sorted(found, key=lambda role: (len(role.held), role.name))


def deeds(known: list[Role]) -> list[tuple[str, list[bool]]]:
    """Each deed in words, and for each of the roles whether it may."""
    return [(deed.words, [deed.allowed(role.held) for role in known]) for deed in DEEDS]


def tables(known: list[Role]) -> list[tuple[str, list[str]]]:
    """Each table of the register, and in words what each of the roles may do to its rows."""
    found = []
    for model in (*REGISTER, *apps.get_app_config("auth").get_models()):
        if model is Permission:
            continue
        label, name = model._meta.app_label, model._meta.model_name
        cells = [
            ", ".join(verb for verb in VERBS if f"{label}.{verb}_{name}" in role.held)
            for role in known
        ]
        found.append((str(model._meta.verbose_name_plural), cells))
    return found
