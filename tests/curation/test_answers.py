"""What the desk answers while somebody types."""

import pytest

from geopolitics.models import Passage


@pytest.fixture
def passage(register):
    return Passage.objects.get(number="1")


@pytest.mark.parametrize(
    ("said", "edtf", "words"),
    [
        ("11 July 2024", "2024-07-11", "11 July 2024"),
        ("by 19 July 2024", "[..2024-07-19]", "by 19 July 2024"),
        ("199X", "199X", "1990s"),
        ("", "", ""),
    ],
)
def test_a_date_as_it_is_typed(register, curator_client, said, edtf, words):
    found = curator_client.get("/desk/date/", {"said": said}).json()
    assert found == {"edtf": edtf, "words": words, "refusal": ""}


def test_a_date_that_is_none(register, curator_client):
    found = curator_client.get("/desk/date/", {"said": "Julember"}).json()
    assert "is not a date" in found["refusal"]


@pytest.mark.parametrize(
    ("words", "stands", "says"),
    [
        ("caught even the experts by surprise", "once", "once in ¶ 1"),
        ("the", "often", "times in the passage"),
        ("caught all the experts by surprise", "not", "caught even the experts by surprise"),
        ("xyzzy", "not", "do not stand"),
        ("", "", ""),
    ],
)
def test_a_quote_as_it_is_typed(passage, curator_client, words, stands, says):
    asked = {"passage": passage.pk, "quote": words}
    found = curator_client.post("/desk/quote/", asked).json()
    assert found["stands"] == stands
    assert says in found["says"]
    assert "".join(text for text, _ in found["parts"]) == passage.text
    if stands == "once":
        assert [text for text, marked in found["parts"] if marked] == [words]


def test_a_seam_tells_which_of_two(passage, curator_client):
    first = passage.text.index(" the ")
    asked = {
        "passage": passage.pk,
        "quote": "the",
        "prefix": passage.text[:first],
    }
    assert curator_client.post("/desk/quote/", asked).json()["stands"] == "once"


@pytest.mark.parametrize("pk", ["", "x", "0", "9" * 30])
def test_a_passage_that_is_none(register, curator_client, pk):
    assert curator_client.post("/desk/quote/", {"passage": pk}).status_code == 404


def test_a_codes_notes(register, curator_client):
    found = curator_client.get("/desk/codebook/obligations/").json()
    assert "attacked" in found["defense"]
    assert curator_client.get("/desk/codebook/nothing/").status_code == 404


def test_only_staff_are_answered(passage, reader):
    assert reader.get("/desk/date/", {"said": "2024"}).status_code == 302
    assert reader.post("/desk/quote/", {"passage": passage.pk}).status_code == 302
    assert reader.get("/desk/codebook/acts/").status_code == 302
