"""Where sources differ: what the record holds beside what each source gives, with its words.

Only what the public may see is compared: columns that are public, and citations of published
documents.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Case, Count, Exists, Field, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from geopolitics import dates, rules
from geopolitics.models import (
    RECORDS,
    Actor,
    Article,
    Citation,
    Document,
    Event,
    Obligation,
    Record,
    Statement,
    Treaty,
    model_of,
)
from geopolitics.models.fields import EDTFField
from geopolitics.provenance.differing import GIVEN, Difference, compared
from geopolitics.provenance.otherwise import otherwise
from geopolitics.public.facets import Counted, Facet, known_as
from geopolitics.public.held import hold
from geopolitics.public.narrowing import Kind, Narrowed, narrowed
from geopolitics.public.paging import BETWEEN, LONGEST, Order
from geopolitics.public.site import absolute
from geopolitics.public.sources import Mark, Sources
from geopolitics.public.stances import Choice
from geopolitics.public.takeaway import Table
from geopolitics.public.together import together
from geopolitics.vocabularies import OBLIGATIONS

SIZE = 25
LOOKED = 1_000
VOUCHED = ("factuality", "occurrence")
HOW = {
    "conflicts": "Contradict",
    "narrower": "More exact",
    "wider": "Less exact",
    "vouched": "Reported or stated",
    "twice": "Obligation told twice",
}
SAID = {
    "conflicts": "Sources contradict one another",
    "narrower": "Another source is more exact",
    "wider": "Another source is less exact",
    "vouched": "Sources vouch for it otherwise",
    "twice": "Sources tell the same obligation otherwise",
}
RELATIONS = {
    "held": "Held",
    "told": "Told",
    "conflicts": "Another source differs",
    "narrower": "Another source is more exact",
    "wider": "Another source is less exact",
}
NAMED = {
    ("actor", "names"): "name",
    ("actor", "codes"): "value",
    ("actor", "positions"): "title",
    ("actor", "successions"): "successor__name",
    ("treaty", "names"): "name",
    ("treaty", "parties"): "actor__name",
    ("treaty", "relations"): "earlier__title",
    ("treaty", "obligations"): "kind",
    ("statement", "targets"): "stance",
    ("event", "participants"): "actor__name",
}
DIFFER = ("obligor_id", "beneficiary_id", "trigger", "limits", "began", "ended", "present")
COLUMNS = (
    "record",
    "name",
    "field",
    "how",
    "relation",
    "value",
    "quotes",
    "documents",
    "places",
)


@dataclass(frozen=True, eq=False)
class Of(Facet):
    """Fields of one record; of a treaty, those of its articles as well."""

    model: type[Record]

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        known = known_as(self.model, value).values("pk")
        found = Q(**{f"{self.model.table()}__in": known})
        if self.model is Treaty:
            found |= Q(article__treaty__in=known)
        return rows.filter(found)


@dataclass(frozen=True, eq=False)
class FromDocument(Facet):
    """Fields for which the document is cited, whatever else is."""

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        same = Q(pk__in=[])
        for table in rules.TARGETS:
            same |= Q(**{table: OuterRef(table)})
        own = Citation.objects.filter(same, field=OuterRef("field"))
        return rows.filter(
            Exists(own.filter(passage__document__in=known_as(Document, value).values("pk")))
        )


KIND = Kind(
    facets=(
        Choice("how", "How", HOW, {how: Q() for how in HOW}),
        Choice(
            "kind",
            "Kind",
            {model.table(): str(model._meta.verbose_name_plural).capitalize() for model in RECORDS},
            {model.table(): Q(**{f"{model.table()}__isnull": False}) for model in RECORDS},
        ),
        FromDocument("document", "Document"),
        *(
            Of(model.table(), str(model._meta.verbose_name).capitalize(), model)
            for model in (Treaty, Article, Actor, Event, Statement)
        ),
    ),
    whole="how",
    orders={"record": Order("record", Value(""))},
)


@dataclass
class Told:
    """A value, by whom it is given and how it stands to what is held.

    The `chosen` one is held; `whole` where nothing is cited for it by itself, and the marks are
    those of the record as a whole.
    """

    value: str
    relation: str
    marks: list[Mark]
    chosen: bool = False
    whole: bool = False

    @property
    def label(self) -> str:
        return RELATIONS[self.relation]


@dataclass
class Fact:
    """A field of a record, or an obligation, that sources tell otherwise."""

    record: Record
    path: str
    label: str
    how: str
    told: list[Told]

    @property
    def said(self) -> str:
        return SAID[self.how]


@dataclass
class Found:
    """Facts of a page; `next` is the place after which the next begins."""

    rows: list[Fact]
    sources: Sources
    next: str = ""
    fault: str = ""
    first: bool = True


def context(request: HttpRequest) -> dict[str, Any]:
    """All that the page shows, in six queries."""
    asked = narrowed(KIND, request.path, request.GET)
    asked.counted = Counted(0, False)
    after = request.GET.get("after", "")
    fault = "" if _sound(after) else "There is no such place; the list begins anew here."
    place = "" if fault else after
    how = "" if "how" in asked.bad else asked.given.get("how", "")
    rows = Citation.objects.public().filter(passage__document__status="published")
    page = _twice(rows, asked, place) if how == "twice" else _fields(asked.apply(rows), how, place)
    page.fault, page.first = fault, not place
    return {
        "list": asked,
        "page": page,
        "facts": page.rows,
        "hows": HOW,
        "kinds": next(facet for facet in KIND.facets if facet.name == "kind").labels,
        "sources": page.sources,
    }


def _sound(place: str) -> bool:
    if not place:
        return True
    table, *rest = place.split(BETWEEN)
    return (
        len(place) <= LONGEST
        and place.isprintable()
        and table in rules.TARGETS
        and len(rest) == 2
        and bool(rest[0])
    )


def _fields(rows: QuerySet[Citation], how: str, after: str) -> Found:
    """Fields in the order of their records, from the place on; at most LOOKED values are read."""
    given = _given(rows, after)
    cut = len(given) > LOOKED
    if cut:
        open_ended = _place(given.pop())
        given = [row for row in given if _place(row) != open_ended] or given
    slugs = {}
    for number, slug, *values in given:
        slugs[rules.TARGETS[number], next(filter(None, values[3:]))] = slug
    found = [each for each in compared(row[2:] for row in given) if how in ("", _how(each))]
    found = [each for each in found if _how(each) and _public(each.column)]
    shown = found[:SIZE]
    following = _place(given[-1]) if cut else ""
    if len(found) > SIZE:
        last = shown[-1]
        following = BETWEEN.join((last.table, slugs[last.table, last.record], last.path))
    records = _records(shown)
    sources = Sources([], records.values())
    sides = _sides(shown)
    facts = [_fact(each, records[each.table, each.record], sides, sources) for each in shown]
    return Found(facts, sources, following)


def _given(rows: QuerySet[Citation], after: str) -> list[tuple]:
    """The number of the record's table, its slug, and the values of GIVEN."""
    numbers = (
        When(Q(**{f"{table}__isnull": False}), then=Value(number))
        for number, table in enumerate(rules.TARGETS)
    )
    slugs = (f"{table}__slug" for table in rules.TARGETS)
    rows = otherwise(rows).annotate(number=Case(*numbers), slug=Coalesce(*slugs))
    if after:
        table, slug, path = after.split(BETWEEN)
        number = rules.TARGETS.index(table)
        behind = Q(slug__gt=slug) | Q(slug=slug, field__gt=path)
        rows = rows.filter(Q(number__gt=number) | (Q(number=number) & behind))
    rows = rows.order_by("number", "slug", "field", "pk")
    return list(rows.values_list("number", "slug", *GIVEN)[: LOOKED + 1])


def _place(row: tuple) -> str:
    number, slug, _, path, *_ = row
    return BETWEEN.join((rules.TARGETS[number], slug, path))


def _how(difference: Difference) -> str:
    kind = difference.kind()
    return "vouched" if kind and difference.path in VOUCHED else kind


def _public(column: Field) -> bool:
    return column.name in column.model.public_fields


def _records(shown: list[Difference]) -> dict[tuple[str, int], Record]:
    """The records of these fields, in one query."""
    rows = Citation.objects.public().filter(pk__in=[each.given[0].citation for each in shown])
    rows = rows.select_related("actor", "treaty", "article__treaty", "statement__speaker", "event")
    return {(row.target, row.record.pk): row.record for row in rows}


def _sides(shown: list[Difference]) -> dict[tuple, str]:
    """What the side rows are called, by table, record, set and key, in one query."""
    sets = {}
    for table, owned in {(each.table, each.path.split("/")[0]) for each in shown}:
        if (table, owned) in NAMED:
            model = model_of(rules.SIDE_SETS[table][owned])
            own = [each.record for each in shown if each.table == table]
            rows = model.objects.public().filter(**{f"{model.owner_field}__in": own})
            sets[f"{table} {owned}"] = (
                rows,
                (f"{model.owner_field}__pk", "key", NAMED[table, owned]),
            )
    found = together(**sets) if sets else {}
    return {
        (*name.split(), int(row.first), row.second): row.third
        for name, rows in found.items()
        for row in rows
    }


def _fact(
    difference: Difference, record: Record, sides: dict[tuple, str], sources: Sources
) -> Fact:
    """What is held stands first, with what is cited for it; then the others, each value once."""
    column, path = difference.column, difference.path
    given = {each.value: each.relation for each in difference.given}
    agreeing = {c.value for c in record.citations.all() if c.field == path} - set(given)
    marks = sources.giving(record, path, agreeing)
    held = Told(_shown(column, difference.held), "held", marks, True)
    if not marks and difference.held:
        held.marks, held.whole = sources.lede(record), True
    others = [
        Told(_shown(column, value), relation, sources.giving(record, path, {value}))
        for value, relation in given.items()
    ]
    label = str(column.verbose_name)
    owned, *rest = path.split("/")
    if rest:
        row = sides.get((difference.table, owned, difference.record, rest[0]), rest[0])
        named = str(column.model._meta.verbose_name)
        label = f"{named} {OBLIGATIONS[row].label if owned == 'obligations' else row}: {label}"
    return Fact(record, path, label[:1].upper() + label[1:], _how(difference), [held, *others])


def _shown(column: Field, value: str) -> str:
    """A value as a reader takes it: a date or a term in words."""
    if isinstance(column, EDTFField):
        try:
            return dates.words(value) if value else ""
        except dates.NotADate:
            return value
    return str(dict(column.flatchoices).get(value, value))


def _twice(rows: QuerySet[Citation], asked: Narrowed, after: str) -> Found:
    """Obligations of one kind and treaty that different documents tell otherwise."""
    rows = rows.filter(field__startswith="obligations/", treaty__isnull=False)
    several = rows.filter(treaty__in=asked.apply(rows).order_by().values("treaty"))
    several = several.order_by().values("treaty", "treaty__slug")
    several = several.annotate(documents=Count("passage__document", distinct=True))
    several = several.filter(documents__gt=1)
    if after:
        several = several.filter(treaty__slug__gt=after.split(BETWEEN)[1])
    several = several.order_by("treaty__slug").values_list("treaty", "treaty__slug")
    keys = list(several[: SIZE + 1])
    following = BETWEEN.join(("treaty", keys[SIZE - 1][1], "")) if len(keys) > SIZE else ""
    shown = [pk for pk, _ in keys[:SIZE]]
    treaties = Treaty.objects.public().filter(pk__in=shown).in_bulk()
    duties = Obligation.objects.public().filter(treaty__in=shown)
    duties = duties.select_related("obligor", "beneficiary").order_by("treaty__slug", "key")
    sources = Sources([], treaties.values())
    groups: dict[tuple, list[Obligation]] = defaultdict(list)
    of_treaty: dict[int, list[Obligation]] = defaultdict(list)
    for duty in duties:
        duty.treaty = treaties[duty.treaty_id]
        groups[duty.treaty_id, duty.kind].append(duty)
        of_treaty[duty.treaty_id].append(duty)
    for treaty in treaties.values():
        hold(treaty, "obligations", of_treaty[treaty.pk])
    facts = []
    for own in groups.values():
        if apart := _apart(own):
            told = [
                Told(_duty(duty), "told", sources.marks(duty.treaty, *_paths(duty)))
                for duty in apart
            ]
            first = apart[0]
            facts.append(Fact(first.treaty, "obligations", first.get_kind_display(), "twice", told))
    return Found(facts, sources, following)


def _apart(duties: list[Obligation]) -> list[Obligation]:
    """Those that differ from one of the others and rest on documents of their own."""
    documents = {
        duty.key: {
            citation.passage.document.slug
            for citation in duty.treaty.citations.all()
            if citation.field in _paths(duty)
        }
        for duty in duties
    }
    found = set()
    for one, other in combinations(duties, 2):
        theirs = documents[one.key], documents[other.key]
        differ = any(getattr(one, name) != getattr(other, name) for name in DIFFER)
        if differ and all(theirs) and theirs[0].isdisjoint(theirs[1]):
            found |= {one.key, other.key}
    return [duty for duty in duties if duty.key in found]


def _paths(duty: Obligation) -> list[str]:
    """By what citations name the obligation, as a whole and field by field."""
    path = f"obligations/{duty.key}"
    return [path, *(f"{path}/{column.name}" for column in duty.columns())]


def _duty(duty: Obligation) -> str:
    """The obligation in words, with all in which two may differ."""
    said = [str(duty)[:1].upper() + str(duty)[1:]]
    if duty.trigger:
        said.append(f"when “{duty.trigger}”")
    if duty.limits:
        said.append(f"limited by {duty.get_limits_display().lower()}")
    if duty.began:
        said.append(f"began {dates.words(duty.began)}")
    if duty.ended:
        said.append(f"ended {dates.words(duty.ended)}")
    return "; ".join(said)


def table(shown: dict[str, Any], request: HttpRequest) -> Table:
    """The same as rows: one for each value of each field."""
    rows = [
        {
            "record": absolute(request, fact.record.get_absolute_url()),
            "name": str(fact.record),
            "field": fact.path,
            "how": fact.how,
            "relation": told.relation,
            "value": told.value,
            "quotes": [mark.source.citation.quote for mark in told.marks],
            "documents": [mark.source.citation.passage.document.title for mark in told.marks],
            "places": [absolute(request, mark.source.address) for mark in told.marks],
        }
        for fact in shown["facts"]
        for told in fact.told
    ]
    after = shown["page"].next
    following = absolute(request, shown["list"].address(after=after)) if after else None
    return Table(COLUMNS, rows, {"next": following})
