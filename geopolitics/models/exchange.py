"""What passes through files: the runs of imports that wait to be confirmed."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = datetime.timedelta(days=1)


class RunQuerySet(models.QuerySet):
    """What one asks of runs."""

    def open_to(self, user: models.Model) -> RunQuerySet:
        """Runs of the user that wait to be confirmed and are not older than a day."""
        return self.filter(user=user, confirmed=None, created__gt=timezone.now() - KEPT)

    def expired(self) -> RunQuerySet:
        return self.filter(created__lte=timezone.now() - KEPT)


class Run(models.Model):
    """One import that was previewed: whose, of which file, and what exactly was shown.

    `plan` holds the file's rows as they were understood, and the operations that they made.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now, db_index=True)
    table = models.CharField(max_length=40)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    plan = models.JSONField()
    confirmed = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.file} ({self.table})"
