"""Quotes: the words on which a record rests, and where they stand."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from geopolitics import models
from geopolitics.provenance.agreement import agreement
from geopolitics.public.places import paragraph

from .shape import Public, Reference

FULL = "full text may be shown"


class Quote(Public):
    """The very words. `start` and `end` count code points of the paragraph's text."""

    model = models.Citation
    replaced = ("passage",)

    document = Reference(source="passage.document")
    paragraph = serializers.CharField(source="passage.number")
    address = serializers.SerializerMethodField(help_text="Where the words are marked.")

    def get_address(self, citation: models.Citation) -> str:
        passage = citation.passage
        return f"{self.context['base']}{paragraph(passage.document.slug, passage.number)}"

    def to_representation(self, instance: models.Citation) -> dict[str, Any]:
        """Of a document that is excerpts only, no words around the quote."""
        found = super().to_representation(instance)
        if instance.passage.document.rights != FULL:
            found |= {"prefix": "", "suffix": ""}
        return found


class Evidence(Quote):
    """A quote of the record that it is told with."""

    agreement = serializers.SerializerMethodField(
        help_text="How a value given for a field stands to the one that the record holds: agrees, "
        "narrower, wider or conflicts; empty where the quote gives none."
    )

    def get_agreement(self, citation: models.Citation) -> str:
        return agreement(citation)


class Citation(Quote):
    """A quote, and the record that rests on it."""

    record = Reference()


class Resting(Public):
    """A record that rests on words of the paragraph it is told with."""

    model = models.Citation
    replaced = ("passage", "prefix", "suffix")

    record = Reference()


class Excerpt(serializers.Serializer):
    """A stretch of a paragraph that the register cites."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()


class Passage(Public):
    """A paragraph; of a document that is excerpts only, its cited words alone."""

    model = models.Passage

    section = serializers.SerializerMethodField(help_text="The heading that it stands under.")
    text = serializers.SerializerMethodField(
        help_text="Word for word; null where the document is excerpts only."
    )
    excerpts = Excerpt(many=True)
    document = Reference()
    address = serializers.SerializerMethodField(help_text="Where it is read.")
    citations = Resting(many=True, source="resting")

    def get_section(self, passage: models.Passage) -> str:
        return passage.section if passage.document.rights == FULL else ""

    def get_text(self, passage: models.Passage) -> str | None:
        return passage.text if passage.document.rights == FULL else None

    def get_address(self, passage: models.Passage) -> str:
        return f"{self.context['base']}{paragraph(passage.document.slug, passage.number)}"
