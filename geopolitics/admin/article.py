"""Articles."""

from django.contrib import admin

from geopolitics.models import Article

from .document import citation_inline
from .mixins import RecordAdmin


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    list_display = ("__str__", "treaty", "eid", "status")
    list_select_related = ("treaty",)
    search_fields = ("number", "label", "slug", "treaty__title")
    autocomplete_fields = ("treaty", "takes_up", "topics")
    readonly_fields = ("slug", "status")
    inlines = (citation_inline("article"),)
