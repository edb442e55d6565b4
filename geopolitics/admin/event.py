"""Events and who took part."""

from django.contrib import admin

from geopolitics.models import Event, Participant

from .columns import quotes, status, when
from .document import citation_inline
from .filters import DocumentFilter, MissingFilter, TopicFilter, days
from .mixins import RecordAdmin, RowInline, SideRowAdmin


class ParticipantInline(RowInline):
    model = Participant
    autocomplete_fields = ("actor",)
    fields = (("key", "actor", "role"),)


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = (
        "title",
        "kind",
        when("began"),
        when("ended"),
        "occurrence",
        "factuality",
        status,
        quotes,
    )
    list_filter = (
        "status",
        "kind",
        "occurrence",
        "factuality",
        MissingFilter,
        DocumentFilter,
        TopicFilter,
        days("began"),
    )
    search_fields = ("title", "slug", "place", "citations__quote")
    autocomplete_fields = ("part_of", "treaties", "articles", "topics")
    inlines = (ParticipantInline, citation_inline("event"))


@admin.register(Participant)
class ParticipantAdmin(SideRowAdmin):
    list_display = ("event", "actor", "role")
    list_select_related = ("event", "actor")
    list_filter = ("role",)
    search_fields = ("event__title", "event__slug", "actor__name")
    autocomplete_fields = ("event", "actor")
