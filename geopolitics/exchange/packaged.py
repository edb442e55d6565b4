"""What a data package does not say, or says with words left out, is not taken from it as said."""

from __future__ import annotations

import re

from django.contrib.auth.models import AbstractUser

from geopolitics.models import Citation, Document, Operation, Passage, Sourced

from .plans import Plan

MARK = "[…]"  # stands in a passage of a package for words that the public does not see
EXCERPTS = "excerpts only"
_MARK = re.compile(rf"\s*{re.escape(MARK)}\s*")


def settle(made: Plan, by: AbstractUser | None) -> None:
    """Mend the operations of rows that come from a package.

    It bears no status: a record that it brings was public, and is so again by the operator's
    hand; one that is there keeps its own, so that what was withdrawn stays so. A passage whose
    words the register holds, with those that the package leaves out, stays as it is, and so do
    the prefixes and suffixes in it.
    """
    places = [n for n, entry in enumerate(made.entries) if entry.row.packaged]
    if not places:
        return
    documents = Document.objects.filter(rights=EXCERPTS).order_by()
    excerpted = set(documents.values_list("slug", flat=True))
    brought: set[tuple[str, ...]] = set()
    for n in places:
        entry, operation = made.entries[n], made.operations[n]
        if operation is None:
            continue
        if by is None and operation.action == "insert" and issubclass(entry.model, Sourced):
            operation.after.setdefault("status", "published")
        elif entry.model is Passage:
            if operation.key[0] in excerpted and _says_no_more(operation):
                made.operations[n] = None
            else:
                brought.add(tuple(operation.key))
        elif entry.model is Citation and operation.action == "update":
            passage = tuple(entry.fields["passage"])
            if passage[0] in excerpted and passage not in brought:
                made.operations[n] = _without_context(operation)


def _says_no_more(operation: Operation) -> bool:
    """Whether each stretch of the passage, in order, stands in the text that is there."""
    if operation.action != "update":
        return False
    if "text" not in operation.after:
        return True
    at, text = 0, operation.before["text"]
    for stretch in filter(None, _MARK.split(operation.after["text"])):
        found = text.find(stretch, at)
        if found < 0:
            return False
        at = found + len(stretch)
    return True


def _without_context(operation: Operation) -> Operation | None:
    for name in ("prefix", "suffix"):
        operation.before.pop(name, None)
        operation.after.pop(name, None)
    return operation if operation.after else None
