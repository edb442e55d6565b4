"""The workbook: what is in it, and that LibreOffice opens, saves and gives it back."""

import io
import shutil
import subprocess

import openpyxl
import pytest

from geopolitics.changes.current import change_set
from geopolitics.exchange import formats, writing
from geopolitics.exchange.columns import tables
from geopolitics.models import Actor

TEXTS = [
    "=1+1",
    "'=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "#REF!",
    "1.5E+10",
    "007",
    "_x0041_ and _x000D_",
    "  two blanks at each end  ",
    "line\nend\n",
    "2024-07-11",
    "TRUE",
    "1/2",
    "\U0001f54a \u0645\u0631\u062d\u0628\u0627 \u5317\u4eac caf\u00e9",
    "\ufffe \u2028 \u00a0",
    "<b>&amp;</b>",
]


@pytest.fixture
def hard_texts(register):
    """Actors whose texts a spreadsheet likes to change."""
    with change_set(way="command"):
        for number, text in enumerate(TEXTS):
            Actor(slug=f"hard-{number}", name="Hard", kind="state", description=text).save()


def workbook(*names):
    chosen = [tables()[name] for name in names]
    return formats.write(writing.register(chosen), "xlsx")


def test_headers_stay_filter_and_have_notes(register):
    book = openpyxl.load_workbook(io.BytesIO(workbook("treaty", "statement")))
    assert book.sheetnames == ["treaty", "statement", "About"]
    sheet = book["treaty"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    header = {cell.value: cell for cell in sheet[1]}
    assert "2024-07-11" in header["signed"].comment.text
    assert "Treaty forms" in header["form"].comment.text
    assert sheet.column_dimensions["A"].width > 10
    assert all(c.data_type == "s" for row in sheet.iter_rows() for c in row if c.value is not None)


def test_lists_to_choose_from_hold_the_vocabulary(register):
    book = openpyxl.load_workbook(io.BytesIO(workbook("statement")))
    header = [cell.value for cell in book["statement"][1]]
    found = {}
    for validation in book["statement"].data_validations.dataValidation:
        column = openpyxl.utils.range_boundaries(str(validation.sqref))[0] - 1
        found[header[column]] = validation.formula1
    sheet, cells = found["act"].split("!")
    values = [cell[0].value for cell in book[sheet.strip("'")][cells.replace("$", "")]]
    assert values[0] == "AGREE"
    assert set(values) == set(dict(tables()["statement"]._meta.get_field("act").choices))


def test_the_same_register_gives_the_same_bytes(register, exports):
    assert workbook(*tables()) == exports["xlsx"].read_bytes()


def test_text_that_no_cell_holds_is_refused_with_the_format_that_does(register, command, tmp_path):
    with change_set(way="command"):
        Actor(slug="a-long", name="Long", kind="state", description="x" * 32_768).save()
    code, _, wrong = command("export_records", tmp_path / "a.xlsx", table="actor")
    assert code == 1
    assert "row 2, column description" in wrong
    assert "JSON" in wrong
    assert command("export_records", tmp_path / "a.csv", table="actor")[0] == 0


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory):
    """Opens a file in LibreOffice and saves it; gives the saved one, and what was complained."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    profile = tmp_path_factory.mktemp("profile")

    def saved(place, folder, ending="xlsx"):
        said = subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                str(folder),
                str(place),
            ],
            capture_output=True,
            text=True,
            timeout=180,
            check=True,
        )
        return folder / f"{place.stem}.{ending}", said.stderr

    return saved


def test_opened_and_saved_by_libreoffice(hard_texts, libreoffice, command, tmp_path, digest):
    place = tmp_path / "all.xlsx"
    command("export_records", place)
    (tmp_path / "saved").mkdir()
    saved, complaints = libreoffice(place, tmp_path / "saved")
    assert "rror" not in complaints
    sheet = openpyxl.load_workbook(saved, read_only=True)["actor"]
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    before = digest()
    code, said, wrong = command("import_records", saved)
    assert code == 0, wrong
    assert "0 new, 0 changed" in said
    assert digest() == before
