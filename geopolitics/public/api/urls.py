"""Addresses of the API. What answers in `v1` goes on answering so."""

from django.urls import path

from geopolitics.models import Actor, Article, Document, Event, Statement, Treaty

from . import page, schema
from .citations import Citations
from .details import Detail
from .fetching import standing
from .found import Search
from .lists import Listing
from .passages import PassageDetail, Passages
from .records import AsOf

V1 = "api/v1/"


def _of(kind: str, model: type) -> list:
    """The list of a kind, a record of it, and the same in place of its page's last slash."""
    name = model.table()
    return [
        path(f"{V1}{kind}/", Listing.as_view(model=model), name=f"api-{kind}"),
        path(f"{V1}{kind}/<slug:slug>/", Detail.as_view(model=model), name=f"api-{name}"),
    ]


def _beside(route: str, model: type) -> list:
    view = Detail.as_view(model=model, beside=True, schema=None)
    return [path(f"{route}.json", view, name=f"{model.table()}-json")]


urlpatterns = [
    path("api/", page.latest, name="api-latest"),
    path(V1, page.page, name="api"),
    path(f"{V1}openapi.json", schema.Described.as_view(form="json"), name="api-schema"),
    path(f"{V1}openapi.yaml", schema.Described.as_view(form="yaml"), name="api-schema-yaml"),
    *_of("treaties", Treaty),
    *_of("articles", Article),
    *_of("actors", Actor),
    *_of("statements", Statement),
    *_of("events", Event),
    *_of("documents", Document),
    path(f"{V1}documents/<slug:slug>/passages/", Passages.as_view(), name="api-passages"),
    path(
        f"{V1}documents/<slug:slug>/passages/<str:number>/",
        PassageDetail.as_view(),
        name="api-passage",
    ),
    path(f"{V1}citations/", Citations.as_view(), name="api-citations"),
    path(
        f"{V1}as-of/",
        Listing.as_view(model=Treaty, serialiser=AsOf, fetch=standing),
        name="api-as-of",
    ),
    path(f"{V1}search/", Search.as_view(), name="api-search"),
    *_beside("treaties/<slug:slug>", Treaty),
    *_beside("treaties/<slug:treaty>/<slug:eid>", Article),
    *_beside("actors/<slug:slug>", Actor),
    *_beside("statements/<slug:slug>", Statement),
    *_beside("events/<slug:slug>", Event),
    *_beside("documents/<slug:slug>", Document),
]
