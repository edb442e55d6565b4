"""Articles."""

from django.contrib import admin

from geopolitics.models import Article

from .columns import quotes, status
from .document import citation_inline
from .filters import DocumentFilter, MissingFilter, TopicFilter
from .mixins import RecordAdmin


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    list_display = ("__str__", "treaty", "eid", status, quotes)
    list_filter = ("status", MissingFilter, DocumentFilter, TopicFilter)
    list_select_related = ("treaty",)
    search_fields = ("number", "label", "slug", "treaty__title", "citations__quote")
    autocomplete_fields = ("treaty", "takes_up", "topics")
    readonly_fields = ("slug", "status")
    inlines = (citation_inline("article"),)
