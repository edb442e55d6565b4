"""Users and groups: nobody gives what they do not have, and nobody who wrote is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import admin as stock
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from geopolitics.curation import second_factor
from geopolitics.models import ChangeSet

# The keys of second factors are shown to nobody.
admin.site.unregister([User, Group, StaticDevice, TOTPDevice])

SUPERUSERS_ONLY = ("is_superuser", "user_permissions")


def allowed(user: User) -> QuerySet[Permission]:
    """The permissions that a user has, or would have once enabled."""
    return Permission.objects.filter(Q(user=user) | Q(group__user=user)).distinct()


def may_manage(by: User, user: User) -> bool:
    """Whether `by` may change the user: what they might take over is no more than they have."""
    if by.is_superuser:
        return True
    own = allowed(by).values("pk")
    return not user.is_superuser and not allowed(user).exclude(pk__in=own).exists()


def beyond(by: User, permissions: Iterable[Permission]) -> list[Permission]:
    """Those of the permissions that `by` does not have."""
    if by.is_superuser:
        return []
    own = set(allowed(by).values_list("pk", flat=True))
    return [permission for permission in permissions if permission.pk not in own]


class UserForm(stock.UserChangeForm):
    """A user's form. `by` is who fills it in."""

    by: User

    def clean_groups(self) -> Any:
        groups = self.cleaned_data["groups"]
        before = set(self.instance.groups.values_list("pk", flat=True))
        for group in groups.prefetch_related("permissions"):
            if group.pk not in before and beyond(self.by, group.permissions.all()):
                raise ValidationError(f"{group} may do what you may not: a superuser adds to it.")
        return groups


class GroupForm(forms.ModelForm):
    """A group's form. `by` is who fills it in."""

    by: User

    def clean_permissions(self) -> Any:
        given = self.cleaned_data["permissions"]
        had = set()
        if self.instance.pk:
            had = set(self.instance.permissions.values_list("pk", flat=True))
        missing = beyond(self.by, [each for each in given if each.pk not in had])
        if missing:
            names = "; ".join(str(each) for each in missing)
            raise ValidationError(f"You give only what you have yourself, not: {names}.")
        return given


class _ByUser:
    """Lets the form know who fills it in."""

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})


def wrote(users: QuerySet[User]) -> QuerySet[User]:
    """Those of the users that the ledger names."""
    named = ChangeSet.objects.filter(Q(by=OuterRef("pk")) | Q(decided_by=OuterRef("pk")))
    return users.filter(Exists(named))


@admin.register(User)
class UserAdmin(_ByUser, stock.UserAdmin):
    form = UserForm
    list_display = ("username", "email", "is_staff", "is_active", "is_superuser", "last_login")
    list_filter = ("is_staff", "is_active", "is_superuser", "groups")
    actions = ("remove_second_factor",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)
        if not settings.SECOND_FACTOR:
            found.pop("remove_second_factor", None)
        return found

    @admin.action(
        permissions=["change"],
        description="Remove the second factor of selected users, who have lost it",
    )
    def remove_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            if not may_manage(request.user, user):
                messages.error(
                    request, f"A superuser removes that of {user}, who may do more than you."
                )
                continue
            second_factor.remove(user)
            LogEntry.objects.log_actions(
                request.user.pk, [user], CHANGE, "Removed the second factor.", single_object=True
            )
            messages.success(
                request, f"Removed: {user} makes a new second factor at the next sign-in."
            )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple:
        own = super().get_readonly_fields(request, obj)
        return tuple(own) if request.user.is_superuser else (*own, *SUPERUSERS_ONLY)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_manage(request.user, obj))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        may = user is not None and self.has_delete_permission(request, user)
        if may and wrote(User.objects.filter(pk=user.pk)).exists():
            messages.error(request, _kept([user]))
            change = reverse(f"{self.admin_site.name}:auth_user_change", args=[user.pk])
            return HttpResponseRedirect(change)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """A user who wrote is protected, and named once, not by each change set."""
        kept = list(wrote(User.objects.filter(pk__in=[user.pk for user in objs])))
        if kept:
            return [], {}, set(), [_kept(kept)]
        return super().get_deleted_objects(objs, request)


def _kept(users: list[User]) -> str:
    names = ", ".join(user.get_username() for user in users)
    return (
        f"The history names {names}, who wrote or decided something, and so keeps them. "
        "Disable the login instead: take “Active” away."
    )


@admin.register(Group)
class GroupAdmin(_ByUser, stock.GroupAdmin):
    form = GroupForm
