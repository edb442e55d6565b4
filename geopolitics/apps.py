"""The one app: all tables, one line of migrations; and the admin with our own site."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class GeopoliticsConfig(AppConfig):
    name = "geopolitics"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geopolitics.curation import roles  # noqa: PLC0415

        post_migrate.connect(roles.make_groups, sender=self)


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, its site the desk's."""

    default = False
    default_site = "geopolitics.admin.site.Desk"

    def ready(self) -> None:
        # Our tables first: their modules ask for the site while its own package is being imported.
        import_module("geopolitics.admin")
        super().ready()
