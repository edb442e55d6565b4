"""What the house asks of its own code."""

import re
from pathlib import Path

import pytest
from importlinter import cli

from geopolitics.models import REGISTER

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
READ = re.compile(r'\benv(?:iron)?(?:\.\w+\(|\[)\s*"([A-Z_]+)"')


def test_a_line_imports_only_from_lines_below(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    broken = cli.lint_imports(no_cache=True)
    assert broken == 0, capsys.readouterr().out


@pytest.mark.parametrize("model", REGISTER, ids=lambda model: model.__name__)
def test_each_field_is_public_or_staff_because_somebody_wrote_so(model):
    columns = [f.name for f in model._meta.concrete_fields if not f.generated and f.name != "id"]
    sets = [f.name for f in model._meta.many_to_many]
    assert sorted(model.public_fields + model.staff_fields) == sorted(columns + sets)


def settings_read():
    for file in (ROOT / "geopolitics").rglob("*.py"):
        if file.parent.name != "migrations":
            yield from READ.findall(file.read_text())


@pytest.mark.parametrize("name", sorted(set(settings_read()) - {"DJANGO_SETTINGS_MODULE"}))
def test_each_setting_is_in_readme(name):
    assert f"`{name}`" in README


def test_settings_are_found_where_they_are_read():
    assert {"DATABASE_URL", "SECRET_KEY", "HTTPS", "WEB_CONCURRENCY"} <= set(settings_read())
