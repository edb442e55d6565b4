"""Statements and their targets."""

from django.contrib import admin

from geopolitics.models import Statement, Target

from .columns import quotes, status, when
from .document import citation_inline
from .filters import DocumentFilter, MissingFilter, TopicFilter, days
from .mixins import RecordAdmin, RowInline, SideRowAdmin

ABOUT = ("about_treaty", "about_article", "about_event", "about_actor", "about_statement")


class TargetInline(RowInline):
    model = Target
    fk_name = "statement"
    autocomplete_fields = (*ABOUT, "holder")
    fields = (
        ("key", "stance", "holder"),
        ("about_treaty", "about_article", "about_event"),
        ("about_actor", "about_statement"),
    )


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    list_display = ("__str__", "act", when("made"), "factuality", status, quotes)
    list_select_related = ("speaker",)
    list_filter = (
        "status",
        "act",
        "factuality",
        MissingFilter,
        DocumentFilter,
        TopicFilter,
        days("made"),
    )
    search_fields = ("slug", "summary", "quote", "speaker__name", "citations__quote")
    autocomplete_fields = (
        "speaker",
        "capacity",
        "on_behalf_of",
        "addressees",
        "responds_to",
        "topics",
    )
    inlines = (TargetInline, citation_inline("statement"))


@admin.register(Target)
class TargetAdmin(SideRowAdmin):
    list_display = ("statement", "stance", "holder")
    list_select_related = ("statement__speaker", "holder")
    list_filter = ("stance",)
    search_fields = ("statement__slug", "statement__summary", "holder__name")
    autocomplete_fields = ("statement", *ABOUT, "holder")
