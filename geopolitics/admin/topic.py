"""Topics, which reviewers write directly."""

from django.contrib import admin

from geopolitics.models import Topic

from .mixins import RegisterAdmin


@admin.register(Topic)
class TopicAdmin(RegisterAdmin):
    list_display = ("name", "slug", "broader")
    list_select_related = ("broader",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("broader",)
