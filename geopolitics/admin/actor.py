"""Actors and what hangs on them."""

from django.contrib import admin

from geopolitics.models import Actor, ActorCode, ActorName, Position, Succession

from .columns import quotes, status, when
from .document import citation_inline
from .filters import DocumentFilter, MissingFilter, TopicFilter, days
from .mixins import RecordAdmin, RowInline, SideRowAdmin


class NameInline(RowInline):
    model = ActorName
    fields = (("key", "name", "kind", "language"),)


class CodeInline(RowInline):
    model = ActorCode
    fields = (("key", "scheme", "value"), ("valid_from", "valid_until"))


class PositionInline(RowInline):
    model = Position
    fk_name = "person"
    autocomplete_fields = ("body",)
    fields = (("key", "title", "body"), ("began", "ended"))


class SuccessionInline(RowInline):
    model = Succession
    fk_name = "predecessor"
    autocomplete_fields = ("successor",)
    fields = (("key", "kind", "successor"), "day")


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    list_display = ("name", "kind", when("began"), when("ended"), status, quotes)
    list_filter = (
        "status",
        "kind",
        MissingFilter,
        DocumentFilter,
        TopicFilter,
        days("began"),
        "unnamed",
        "collective",
    )
    search_fields = (
        "name",
        "short_name",
        "slug",
        "names__name",
        "codes__value",
        "citations__quote",
    )
    autocomplete_fields = ("part_of", "topics")
    inlines = (
        NameInline,
        CodeInline,
        PositionInline,
        SuccessionInline,
        citation_inline("actor"),
    )


@admin.register(ActorName)
class ActorNameAdmin(SideRowAdmin):
    list_display = ("name", "kind", "language", "actor")
    list_filter = ("kind",)
    search_fields = ("name", "actor__name", "actor__slug")
    autocomplete_fields = ("actor",)


@admin.register(ActorCode)
class ActorCodeAdmin(SideRowAdmin):
    list_display = ("scheme", "value", "valid_from", "valid_until", "actor")
    list_filter = ("scheme",)
    search_fields = ("value", "actor__name", "actor__slug")
    autocomplete_fields = ("actor",)


@admin.register(Position)
class PositionAdmin(SideRowAdmin):
    list_display = ("title", "person", "body", "began", "ended")
    list_select_related = ("person", "body")
    search_fields = ("title", "person__name", "body__name")
    autocomplete_fields = ("person", "body")


@admin.register(Succession)
class SuccessionAdmin(SideRowAdmin):
    list_display = ("predecessor", "kind", "successor", "day")
    list_select_related = ("predecessor", "successor")
    list_filter = ("kind",)
    search_fields = ("predecessor__name", "successor__name")
    autocomplete_fields = ("predecessor", "successor")
