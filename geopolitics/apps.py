"""The one app: all tables, one line of migrations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GeopoliticsConfig(AppConfig):
    name = "geopolitics"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geopolitics.curation import roles  # noqa: PLC0415

        post_migrate.connect(roles.make_groups, sender=self)
