"""What the list and the page of each kind of record show, and the few queries that fetch it."""

from geopolitics.models import Actor, Article, Event, Statement, Treaty

from . import actor, article, event, statement, treaty

PAGES = {
    Treaty: treaty,
    Article: article,
    Actor: actor,
    Statement: statement,
    Event: event,
}

__all__ = ["PAGES"]
