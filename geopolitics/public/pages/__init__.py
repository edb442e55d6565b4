"""What the list and the page of each kind of record show, and the few queries that fetch it."""

from geopolitics.models import Actor, Article, Document, Event, Statement, Treaty

from . import actor, article, document, event, statement, treaty

LISTS = {
    Treaty: treaty,
    Article: article,
    Actor: actor,
    Statement: statement,
    Event: event,
    Document: document,
}
PAGES = {model: module for model, module in LISTS.items() if model is not Document}

__all__ = ["LISTS", "PAGES"]
