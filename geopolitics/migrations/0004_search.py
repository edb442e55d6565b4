"""The table of the search index, and what either database looks words up in.

SQLite: an FTS5 table over the columns of words, which triggers keep. PostgreSQL: a tsvector
that the database generates, its positions and weights ours, no parser of its own between.
"""

from django.db import migrations, models

WORDS = ("whole", "names", "others", "quotes", "body", "marks")
TABLE = "geopolitics_searchentry"
FTS = "geopolitics_searchwords"
NEW = ", ".join(f"new.{column}" for column in WORDS)
OLD = ", ".join(f"old.{column}" for column in WORDS)
COLUMNS = ", ".join(WORDS)
INSERT = f"INSERT INTO {FTS} (rowid, {COLUMNS}) VALUES (new.id, {NEW});"
DELETE = f"INSERT INTO {FTS} ({FTS}, rowid, {COLUMNS}) VALUES ('delete', old.id, {OLD});"

SQLITE = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5({COLUMNS}, content='{TABLE}', content_rowid='id', "
    "tokenize='ascii', prefix='2 3')",
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN {INSERT} END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN {DELETE} END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE ON {TABLE} BEGIN {DELETE} {INSERT} END",
)
SQLITE_BACK = (
    *(f"DROP TRIGGER {FTS}_{event}" for event in ("insert", "delete", "update")),
    f"DROP TABLE {FTS}",
)

# Where the positions of each column begin, so that no phrase reaches from one into the next.
PLACES = {"names": ("A", 0), "others": ("B", 2000), "quotes": ("C", 4000), "body": ("D", 8000)}
POSTGRESQL = (
    """
CREATE FUNCTION geopolitics_lexemes(words text, weight text, start integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(string_agg('''' || word || ''':' || (start + place) || weight, ' '), '')
FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each (word, place)
WHERE word <> ''
$$""",
    """
CREATE FUNCTION geopolitics_lexemes(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(string_agg('''' || word || '''', ' '), '')
FROM unnest(string_to_array(words, ' ')) AS each (word)
WHERE word <> ''
$$""",
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS (("
    + " || ' ' || ".join(
        [
            *(f"geopolitics_lexemes({c}, '{weight}', {at})" for c, (weight, at) in PLACES.items()),
            "geopolitics_lexemes(whole)",
            "geopolitics_lexemes(marks)",
        ]
    )
    + ")::tsvector) STORED",
    f"CREATE INDEX searchentry_vector ON {TABLE} USING gin (vector)",
)
POSTGRESQL_BACK = (
    f"ALTER TABLE {TABLE} DROP COLUMN vector",
    "DROP FUNCTION geopolitics_lexemes(text, text, integer)",
    "DROP FUNCTION geopolitics_lexemes(text)",
)


def run(editor, statements):
    for statement in statements[editor.connection.vendor]:
        editor.execute(statement, params=None)


def forwards(apps, editor):
    run(editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, editor):
    run(editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):

    dependencies = [
        ('geopolitics', '0003_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('record', models.BigIntegerField()),
                ('slug', models.CharField(max_length=250)),
                ('form', models.PositiveSmallIntegerField(help_text='By which rules the words were made.')),
                ('whole', models.TextField(help_text='Each name as one token.')),
                ('names', models.TextField(help_text='Words of its own names.')),
                ('others', models.TextField(help_text='Words of the names of those who take part.')),
                ('quotes', models.TextField(help_text='Words of its quotes.')),
                ('body', models.TextField(help_text='Words of all else.')),
                ('marks', models.TextField(help_text='Its kind, topics and documents, a token each.')),
                ('shown', models.JSONField()),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'default_permissions': (),
                'indexes': [models.Index(fields=['kind', 'slug'], name='searchentry_slug'), models.Index(fields=['kind', 'id'], name='searchentry_newest')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'record'), name='searchentry_once')],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
