"""Documents, passages and citations."""

import re

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from geopolitics import rules
from geopolitics.models import Citation, Document, Passage

from .columns import status, when
from .filters import days
from .forms import CitationForm, CitationRowForm, PassageForm
from .mixins import RecordAdmin, RegisterAdmin, RowInline, SideRowAdmin

CALLED = re.compile(r"(?P<sign>¶\s*)?(?P<number>[a-z]?\d+[a-z]?)(?:\s+of\b\s*(?P<rest>.*))?", re.I)


class CitationInline(RowInline):
    model = Citation
    form = CitationRowForm


def citation_inline(target: str) -> type[admin.StackedInline]:
    """The inline of the citations of one kind of record (`treaty`)."""
    others = tuple(name for name in rules.TARGETS if name != target)
    fields = (("key", "passage"), "quote", ("prefix", "suffix"), ("field", "value"), "note")
    return type(
        f"{target.title()}CitationInline",
        (CitationInline,),
        {
            "fk_name": target,
            "exclude": others,
            "fields": fields,
            "autocomplete_fields": ("passage",),
        },
    )


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    list_display = ("title", "kind", when("published"), "rights", status)
    list_filter = ("status", "kind", "rights", days("published"))
    search_fields = ("title", "slug")
    autocomplete_fields = ("authors", "publisher")


@admin.register(Passage)
class PassageAdmin(RegisterAdmin):
    form = PassageForm
    list_display = ("called", "beginning", "section", "boilerplate", "of_document")
    list_select_related = ("document",)
    list_filter = ("boilerplate", "document")
    search_fields = ("text", "number", "section", "document__title", "document__slug")
    autocomplete_fields = ("document",)
    ordering = ("document", "position")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """As a passage is called, it is found: by its number, and the words of its document."""
        called = CALLED.fullmatch(search_term.strip())
        if called is not None:
            rows = queryset.filter(number__iexact=called["number"])
            if called["sign"] or called["rest"] or rows.exists():
                return super().get_search_results(request, rows, called["rest"] or "")
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="passage", ordering="position")
    def called(self, passage: Passage) -> str:
        return f"¶ {passage.number}"

    @admin.display(description="document", ordering="document")
    def of_document(self, passage: Passage) -> str:
        return str(passage.document)

    @admin.display(description="text")
    def beginning(self, passage: Passage) -> str:
        return passage.text[:80]


@admin.register(Citation)
class CitationAdmin(SideRowAdmin):
    form = CitationForm
    list_display = ("quote", "record", "passage", "field", "value")
    list_select_related = (*rules.TARGETS, "passage__document", "statement__speaker")
    search_fields = ("quote", "field", "passage__document__title")
    autocomplete_fields = (*rules.TARGETS, "passage")
    fields = (
        *rules.TARGETS,
        "key",
        "passage",
        "quote",
        "prefix",
        "suffix",
        "field",
        "value",
        "note",
    )
