"""Addresses of the desk, beside the admin."""

from django.urls import path

from .views import queue, review

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("proposals/<int:pk>/", review.proposal, name="proposal"),
    path("records/<str:table>/<str:slug>/", review.record, name="record"),
]
