"""Addresses of the desk, beside the admin."""

from django.urls import path

from .views import (
    answers,
    conflicts,
    preview,
    queue,
    review,
    roles,
    second_factor,
    sentences,
    versions,
)

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("sentences/", sentences.sentences, name="sentences"),
    path("date/", answers.date, name="date"),
    path("quote/", answers.quote, name="quote"),
    path("code/", second_factor.code, name="code"),
    path("second-factor/", second_factor.device, name="second_factor"),
    path("roles/", roles.roles, name="roles"),
    path("codebook/<slug:key>/", answers.codebook, name="codebook"),
    path("proposals/<int:pk>/", review.proposal, name="proposal"),
    path(
        "proposals/<int:pk>/preview/<str:table>/<str:slug>/",
        preview.proposal,
        name="proposal_preview",
    ),
    path("records/<str:table>/<str:slug>/", review.record, name="record"),
    path("records/<str:table>/<str:slug>/preview/", preview.record, name="record_preview"),
    path("records/<str:table>/<str:slug>/versions/", versions.compare, name="versions"),
]
