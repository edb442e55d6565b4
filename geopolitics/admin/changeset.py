"""Change sets, to be read; they are decided on at the desk."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from geopolitics.models import ChangeSet


@admin.register(ChangeSet)
class ChangeSetAdmin(admin.ModelAdmin):
    list_display = ("message_or_way", "state", "way", "by_name", "created", "decided_by_name")
    list_filter = ("state", "way")
    search_fields = ("message", "by_name", "file")
    list_display_links = None
    show_full_result_count = False

    @admin.display(description="change")
    def message_or_way(self, changeset: ChangeSet) -> str:
        address = reverse("desk:proposal", args=[changeset.pk])
        return format_html("<a href='{}'>{}</a>", address, changeset.message or changeset.way)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ChangeSet | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ChangeSet | None = None) -> bool:
        return False
