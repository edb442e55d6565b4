"""Where a record is asked for, and its page; absolute, so that an answer stands by itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from geopolitics.models import Register


def of_record(record: Register) -> str:
    """The path at which the API tells of a record or document; "" where it has none (topics)."""
    table = record.table()
    return "" if table == "topic" else reverse(f"public:api-{table}", args=[record.slug])


def of_list(kind: str, **asked: Any) -> str:
    """The path of a list, such as `statements`, narrowed."""
    return f"{reverse(f'public:api-{kind}')}?{urlencode(asked)}"


def of_passages(document: Register) -> str:
    """The path of a document's paragraphs."""
    return reverse("public:api-passages", args=[document.slug])


def beside(record: Register) -> str:
    """The path of a record or document as JSON, in place of its page's last slash."""
    return f"{record.get_absolute_url().rstrip('/')}.json"
