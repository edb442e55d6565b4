"""Where words stand: the address of a paragraph in its document."""

from urllib.parse import urlencode

from django.urls import reverse


def paragraph(document: str, number: str) -> str:
    """The address at which the paragraph of this number is shown, whatever page it is on.

    `document` is the slug.
    """
    page = reverse("public:document", args=[document])
    return f"{page}?{urlencode({'p': number})}#p-{number}"
