"""The staff's desk: the stock Django admin over every table, each write through the ledger."""

from . import actor, article, changeset, document, event, login, statement, topic, treaty, user

__all__ = [
    "actor",
    "article",
    "changeset",
    "document",
    "event",
    "login",
    "statement",
    "topic",
    "treaty",
    "user",
]
