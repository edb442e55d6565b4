"""Public addresses. They are for ever: a slug that changes leaves a redirect behind."""

from django.urls import path, register_converter

from geopolitics.models import Actor, Article, Document, Event, Statement, Treaty

from . import feeds, sitemaps, takeaway
from .api import urls as api
from .citing.shown import Cited
from .views import (
    between,
    changes,
    cite,
    codebook,
    differences,
    documents,
    history,
    home,
    lineage,
    method,
    obligations,
    quote,
    said,
    search,
    status,
    ties,
    timeline,
    topics,
)
from .views.records import RecordDetail, RecordList

register_converter(takeaway.Suffix, "suffix")
register_converter(Cited, "cited")

RECORD_AT = {
    "treaties/<slug:slug>": Treaty,
    "treaties/<slug:treaty>/<slug:eid>": Article,
    "actors/<slug:slug>": Actor,
    "statements/<slug:slug>": Statement,
    "events/<slug:slug>": Event,
    "documents/<slug:slug>": Document,
}
app_name = "public"
urlpatterns = [
    # Before the articles, whose last part may be any word.
    *(
        path(f"{place}/{end}", history.page, {"model": model}, name=f"{model.table()}-{name}")
        for place, model in RECORD_AT.items()
        for name, end in (("history", "history/"), ("history-file", "history.<suffix:suffix>"))
    ),
    path("", home.home, name="home"),
    path("treaties/", RecordList.as_view(model=Treaty), name="treaties"),
    path("treaties.<suffix:suffix>", RecordList.as_view(model=Treaty), name="treaties-file"),
    path("treaties/<slug:slug>/", RecordDetail.as_view(model=Treaty), name="treaty"),
    path("treaties/<slug:slug>/feed.atom", feeds.of_treaty, name="treaty-feed"),
    path("treaties/<slug:slug>/lineage/", lineage.page, name="lineage"),
    path("treaties/<slug:slug>/lineage.<suffix:suffix>", lineage.page, name="lineage-file"),
    path("treaties/<slug:slug>/said/", said.about, {"model": Treaty}, name="treaty-said"),
    path(
        "treaties/<slug:slug>/said.<suffix:suffix>",
        said.about,
        {"model": Treaty},
        name="treaty-said-file",
    ),
    path(
        "treaties/<slug:treaty>/<slug:eid>/said/",
        said.about,
        {"model": Article},
        name="article-said",
    ),
    path(
        "treaties/<slug:treaty>/<slug:eid>/said.<suffix:suffix>",
        said.about,
        {"model": Article},
        name="article-said-file",
    ),
    path("treaties/<slug:treaty>/<slug:eid>/", RecordDetail.as_view(model=Article), name="article"),
    path("articles/", RecordList.as_view(model=Article), name="articles"),
    path("articles.<suffix:suffix>", RecordList.as_view(model=Article), name="articles-file"),
    path("actors/", RecordList.as_view(model=Actor), name="actors"),
    path("actors.<suffix:suffix>", RecordList.as_view(model=Actor), name="actors-file"),
    path("actors/<slug:slug>/", RecordDetail.as_view(model=Actor), name="actor"),
    path("actors/<slug:slug>/feed.atom", feeds.of_actor, name="actor-feed"),
    path("actors/<slug:slug>/said/", said.by, name="actor-said"),
    path("actors/<slug:slug>/said.<suffix:suffix>", said.by, name="actor-said-file"),
    path("statements/", RecordList.as_view(model=Statement), name="statements"),
    path("statements.<suffix:suffix>", RecordList.as_view(model=Statement), name="statements-file"),
    path("statements/<slug:slug>/", RecordDetail.as_view(model=Statement), name="statement"),
    path("events/", RecordList.as_view(model=Event), name="events"),
    path("events.<suffix:suffix>", RecordList.as_view(model=Event), name="events-file"),
    path("events/<slug:slug>/", RecordDetail.as_view(model=Event), name="event"),
    path("events/<slug:slug>/said/", said.about, {"model": Event}, name="event-said"),
    path(
        "events/<slug:slug>/said.<suffix:suffix>",
        said.about,
        {"model": Event},
        name="event-said-file",
    ),
    path("differences/", differences.page, name="differences"),
    path("differences.<suffix:suffix>", differences.page, name="differences-file"),
    path("documents/", RecordList.as_view(model=Document), name="documents"),
    path("documents.<suffix:suffix>", RecordList.as_view(model=Document), name="documents-file"),
    path("documents/<slug:slug>/", documents.detail, name="document"),
    path("topics/", topics.listing, name="topics"),
    path("topics.<suffix:suffix>", topics.listing, name="topics-file"),
    path("topics/<slug:slug>/", topics.detail, name="topic"),
    path("timeline/", timeline.page, name="timeline"),
    path("timeline.<suffix:suffix>", timeline.file, name="timeline-file"),
    path("ties/", ties.page, name="ties"),
    path("ties.<suffix:suffix>", ties.file, name="ties-file"),
    path("obligations/", obligations.obligations, name="obligations"),
    path("obligations.<suffix:suffix>", obligations.obligations, name="obligations-file"),
    path("between/", between.choose, name="between"),
    path("between/<slug:one>/<slug:other>/", between.pair, name="pair"),
    path("between/<slug:one>/<slug:other>.<suffix:suffix>", between.pair, name="pair-file"),
    path("search/", search.page, name="search"),
    path("search.<suffix:suffix>", search.page, name="search-file"),
    path("search/names.json", search.suggestions, name="search-names"),
    path("quote/", quote.page, name="quote"),
    path("quote.<suffix:suffix>", quote.files, name="quote-files"),
    path("vocabularies/", codebook.page, name="vocabularies"),
    path("vocabularies.<suffix:suffix>", codebook.page, name="vocabularies-file"),
    path("method/", method.page, name="method"),
    path("status/", status.page, name="status"),
    path("status.<suffix:suffix>", status.page, name="status-file"),
    path("changes/", changes.page, name="changes"),
    path("changes.<suffix:suffix>", changes.page, name="changes-file"),
    path("feed.atom", feeds.everything, name="feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap"),
    path("robots.txt", home.robots, name="robots"),
    path("favicon.ico", home.favicon, name="favicon"),
    *api.urlpatterns,
]

for route, model in RECORD_AT.items():
    kind = model.table()
    given = {"model": model}
    urlpatterns.append(path(f"{route}.<cited:suffix>", cite.reference, given, name=f"{kind}-cited"))
    if model is not Document:
        urlpatterns.append(
            path(f"{route}.jsonld", cite.annotations, given, name=f"{kind}-annotations")
        )
