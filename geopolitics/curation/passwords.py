"""Addresses of the reset of a password by e-mail: there only where a server sends mail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def by_mail(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, where EMAIL_URL is set; elsewhere there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.EMAIL_URL:
            raise Http404
        return view(request, **kwargs)

    return answer


urlpatterns = [
    path("", by_mail(views.PasswordResetView.as_view()), name="password_reset"),
    path("sent/", by_mail(views.PasswordResetDoneView.as_view()), name="password_reset_done"),
    path(
        "<uidb64>/<token>/",
        by_mail(views.PasswordResetConfirmView.as_view()),
        name="password_reset_confirm",
    ),
    path(
        "complete/",
        by_mail(views.PasswordResetCompleteView.as_view()),
        name="password_reset_complete",
    ),
]
