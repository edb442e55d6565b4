"""Out and in again: the same bytes into an empty register, nothing into the same one."""

import pytest

from geopolitics.exchange import formats
from geopolitics.exchange.columns import tables
from geopolitics.models import Treaty


@pytest.mark.parametrize("ending", formats.WHOLE)
def test_into_an_empty_register_and_out_again(
    register, empty_register, exports, command, tmp_path, ending
):
    first, second = exports[ending], tmp_path / f"two.{ending}"
    empty_register()
    assert not Treaty.objects.exists()
    code, said, wrong = command("import_records", first)
    assert code == 0, wrong
    command("export_records", second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("ending", formats.WHOLE)
def test_into_the_same_register_changes_nothing(register, exports, command, ending, digest):
    before = digest()
    code, said, wrong = command("import_records", exports[ending])
    assert code == 0, wrong
    assert "0 new, 0 changed" in said
    assert digest() == before


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_each_table_by_itself_changes_nothing(register, command, tmp_path, ending, digest):
    before = digest()
    for table in tables():
        place = tmp_path / f"{table}.{ending}"
        assert command("export_records", place, table=table)[0] == 0
        code, said, wrong = command("import_records", place)
        assert code == 0, wrong
        assert "0 new, 0 changed" in said
    assert digest() == before
