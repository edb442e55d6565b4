"""The register as a whole at a moment: as it stands, as it was verified, as it was released."""

from __future__ import annotations

import secrets

from django.db import connections, models, router
from django.utils import timezone


class Edition(models.Model):
    """The marks whose sum names the register as it stands: it is another after every change.

    Each change adds a mark of its own within its transaction and takes away those it sees. So
    two changes at once never wait for one another, and none goes unseen, in whatever order they
    are committed; a mark is drawn at random, so that a sum does not come back.
    """

    mark = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.mark)

    @classmethod
    def renew(cls) -> None:
        """Let the sum be another as soon as the transaction that this runs in is committed."""
        free = cls.objects.select_for_update(skip_locked=True)
        cls.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
        cls.objects.create(mark=secrets.randbits(48))

    @classmethod
    def current(cls) -> int | None:
        """The sum of the marks; None where nothing was ever written."""
        with connections[router.db_for_read(cls)].cursor() as cursor:
            cursor.execute(f"SELECT SUM(mark) FROM {cls._meta.db_table}")
            return cursor.fetchone()[0]


class Verification(models.Model):
    """A run of `verify` over the whole register: when, by which version, what it found.

    `quotes` counts the public citations that were held against their passages; only what is
    public is counted, since the public sees it.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    version = models.CharField(max_length=40)
    quotes = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        ordering = ("-at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.quotes} quotes, {self.failed} failures"


class Release(models.Model):
    """The public register, frozen under a name as a file that is kept for ever.

    `file` is its name in the folder of releases; `changes` are, in words, what differs from the
    release before; `records` counts what it holds, by table.
    """

    name = models.SlugField(max_length=60, unique=True)
    made = models.DateTimeField(default=timezone.now, db_index=True)
    file = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    records = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ("-made", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
