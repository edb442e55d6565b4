"""The search index: for each public record, paragraph and topic the words that find it."""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """What is found, by which words, and what a page of results shows of it.

    Only public text stands here. `search` writes it, from what the register holds, within the
    transaction that changes the register; `id` rises with the day of the record, so that the
    newest come first at no cost. The columns of words hold tokens joined by spaces.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    record = models.BigIntegerField()
    slug = models.CharField(max_length=250)
    form = models.PositiveSmallIntegerField(help_text="By which rules the words were made.")
    whole = models.TextField(help_text="Each name as one token.")
    names = models.TextField(help_text="Words of its own names.")
    others = models.TextField(help_text="Words of the names of those who take part.")
    quotes = models.TextField(help_text="Words of its quotes.")
    body = models.TextField(help_text="Words of all else.")
    marks = models.TextField(help_text="Its kind, topics and documents, a token each.")
    shown = models.JSONField()

    class Meta:
        verbose_name_plural = "search entries"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "record"], name="searchentry_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "slug"], name="searchentry_slug"),
            models.Index(fields=["kind", "id"], name="searchentry_newest"),
        ]

    @classmethod
    def place(cls, day: str | None, kind: int, record: int) -> int:
        """The id of a record's entry: by the day (ISO; None comes last), of one day by kind."""
        number = 0
        if day:
            year, month, date = map(int, day.split("-"))
            number = (year * 12 + month - 1) * 31 + date
        return (number << 40) | (kind << 36) | record

    @property
    def day(self) -> int:
        """The day as a number, 0 where the record has none."""
        return self.pk >> 40

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
