"""The form to sign in: it tells who forgot their password what to do."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm


class SignInForm(AdminAuthenticationForm):
    """The stock form, which knows whether a link can be sent by mail."""

    @property
    def reset_by_mail(self) -> bool:
        return bool(settings.EMAIL_URL)


admin.site.login_form = SignInForm
