"""Treaties and what hangs on them."""

from django.contrib import admin

from geopolitics.models import Obligation, Party, Treaty, TreatyName, TreatyRelation

from .columns import quotes, status, when
from .document import citation_inline
from .filters import DocumentFilter, MissingFilter, TopicFilter, days
from .mixins import RecordAdmin, RowInline, SideRowAdmin


class NameInline(RowInline):
    model = TreatyName
    fields = (("key", "name", "kind", "language"),)


class PartyInline(RowInline):
    model = Party
    autocomplete_fields = ("actor",)
    fields = (
        ("key", "actor", "role"),
        ("signed", "consented", "consent"),
        ("bound_from", "bound_until", "end_reason"),
        "reservation",
    )


class RelationInline(RowInline):
    model = TreatyRelation
    fk_name = "treaty"
    autocomplete_fields = ("earlier",)
    fields = (("key", "kind", "earlier"),)


class ObligationInline(RowInline):
    model = Obligation
    autocomplete_fields = ("article", "obligor", "beneficiary")
    fields = (
        ("key", "kind", "present"),
        ("article", "obligor", "beneficiary"),
        "trigger",
        ("limits", "began", "ended"),
        "note",
    )


@admin.register(Treaty)
class TreatyAdmin(RecordAdmin):
    list_display = (
        "__str__",
        "form",
        when("signed"),
        when("in_force", "entry into force"),
        when("ended"),
        status,
        quotes,
    )
    list_filter = (
        "status",
        "form",
        MissingFilter,
        DocumentFilter,
        TopicFilter,
        days("signed"),
        "nature",
        "binding",
        "collective",
    )
    search_fields = ("title", "slug", "names__name", "citations__quote")
    autocomplete_fields = ("topics",)
    inlines = (
        NameInline,
        PartyInline,
        RelationInline,
        ObligationInline,
        citation_inline("treaty"),
    )


@admin.register(TreatyName)
class TreatyNameAdmin(SideRowAdmin):
    list_display = ("name", "kind", "language", "treaty")
    list_filter = ("kind",)
    search_fields = ("name", "treaty__title", "treaty__slug")
    autocomplete_fields = ("treaty",)


@admin.register(Party)
class PartyAdmin(SideRowAdmin):
    list_display = ("treaty", "actor", "role", "signed", "bound_from", "bound_until")
    list_select_related = ("treaty", "actor")
    list_filter = ("role",)
    search_fields = ("treaty__title", "treaty__slug", "actor__name", "actor__slug")
    autocomplete_fields = ("treaty", "actor")


@admin.register(TreatyRelation)
class TreatyRelationAdmin(SideRowAdmin):
    list_display = ("treaty", "kind", "earlier")
    list_select_related = ("treaty", "earlier")
    list_filter = ("kind",)
    search_fields = ("treaty__title", "earlier__title")
    autocomplete_fields = ("treaty", "earlier")


@admin.register(Obligation)
class ObligationAdmin(SideRowAdmin):
    list_display = ("treaty", "kind", "obligor", "beneficiary", "present", "began", "ended")
    list_select_related = ("treaty", "obligor", "beneficiary")
    list_filter = ("kind", "present")
    search_fields = ("treaty__title", "treaty__slug", "trigger")
    autocomplete_fields = ("treaty", "article", "obligor", "beneficiary")
