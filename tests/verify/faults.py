"""Faults to plant: SQL, the constraints to lift for it, and the lines that must come of it.

A line is given by its beginning.
"""


def put(table, column, value, where):
    """SQL that puts a value into a column of the rows of a table."""
    column = f'"{column}"'
    return f"UPDATE geopolitics_{table} SET {column} = %s WHERE {where}", (value,)


def of(table, slug):
    return f"(SELECT id FROM geopolitics_{table} WHERE slug = '{slug}')"


TREATY = "slug = 'help-1934'"
RURITANIA = "slug = 'ruritania'"
QUOTE = f"key = 'c1' AND treaty_id = {of('treaty', 'help-1934')}"
WHEN = "key = 'when'"
CODE = f"actor_id = {of('actor', 'syldavia')} AND scheme = 'iso3'"
SAID = f"statement_id = {of('statement', 'we-shall-help')}"
PARTY = f"key = 'ruritania' AND treaty_id = {of('treaty', 'help-1934')}"

# name: SQL, and the beginnings and ends of lines that must come of it
FAULTS = {
    "quote not in its passage": (
        [put("citation", "quote", "a Treaty of Mutual Love", QUOTE)],
        [
            "quotes: citation treaty / help-1934 / c1, quote: ¶ 1 of almanac: "
            "The words do not stand in the passage.",
            "ledger: citation treaty / help-1934 / c1, quote: it is “a Treaty of Mutual Love”, "
            "its newest history says “a Treaty of Mutual Help in 1934”",
        ],
    ),
    "quote that stands twice": (
        [
            put(
                "citation",
                "quote",
                "the border",
                f"statement_id = {of('statement', 'we-shall-help')}",
            )
        ],
        ["quotes: citation statement / we-shall-help / c1, quote: ¶ 2 of almanac: The words"],
    ),
    "quote with another prefix": (
        [put("citation", "prefix", "wrote", QUOTE)],
        ["quotes: citation treaty / help-1934 / c1, quote: ¶ 1 of almanac: The words stand in the"],
    ),
    "quote in another place": (
        [f"UPDATE geopolitics_citation SET start = start + 1 WHERE {QUOTE}"],
        [
            "quotes: citation treaty / help-1934 / c1, quote: ¶ 1 of almanac: the words stand at "
            "30 to 61, recorded is 31 to 61",
            "ledger: citation treaty / help-1934 / c1, start: it is “31”, its newest history says "
            "“30”",
        ],
    ),
    "passage of other words": (
        [put("passage", "text", "Nothing of the kind.", "number = '1' AND text LIKE 'Ruri%%'")],
        [
            "quotes: citation actor / ruritania / c1, quote: ¶ 1 of almanac: The words do not",
            "quotes: citation event / old-signing / c1, quote: ¶ 1 of almanac: The words do not",
            "ledger: passage almanac / 1, text: it is “Nothing of the kind.”",
        ],
    ),
    "day that never was": (
        [put("treaty", "signed", "1934-02-29", TREATY)],
        ["dates: treaty help-1934, signed: “1934-02-29” is not a date: there is no such day."],
    ),
    "date in words": (
        [put("event", "began", "last year", "slug = 'old-war'")],
        ["dates: event old-war, began: “last year” is not a date."],
    ),
    "bound of another day": (
        [
            "ALTER TABLE geopolitics_succession DROP COLUMN day_earliest",
            "ALTER TABLE geopolitics_succession ADD COLUMN day_earliest varchar(10)",
            put("succession", "day", "1941", "key = 'next'"),
            put("succession", "day_earliest", "1941-12-31", "key = 'next'"),
        ],
        [
            "dates: succession syldavia / next, day: the earliest day of “1941” is 1941-01-01, "
            "recorded is 1941-12-31"
        ],
    ),
    "word outside its vocabulary": (
        [put("actor", "kind", "empire", RURITANIA)],
        ["codes: actor ruritania, kind: “empire” is not in its vocabulary"],
    ),
    "vocabulary left empty": (
        [put("participant", "role", "", "key = 'host'")],
        ["codes: participant old-signing / host, role: empty is not in its vocabulary"],
    ),
    "way of a change set": (
        [put("changeset", "way", "magic", "message = 'A small world.'")],
        ["codes: changeset number "],
    ),
    "form of a code": (
        [put("actorcode", "value", "Rur", CODE)],
        ["rules: actor_code syldavia / iso, value: “Rur” is no iso3 code."],
    ),
    "code of two actors": (
        [put("actorcode", "valid_from", "", CODE)],
        [
            "rules: actor_code ruritania / iso, value: iso3 RUR is held by two rows on",
            "rules: actor_code syldavia / iso, value: iso3 RUR is held by two rows on",
        ],
    ),
    "control character": (
        [put("actor", "name", "Ruri\x07tania", RURITANIA)],
        [
            "texts: actor ruritania, name: Character 5 is U+0007 (control character)",
            "ledger: actor ruritania, name: it is “Ruri\\x07tania”, its",
        ],
    ),
    "reversed direction": (
        [put("treaty", "title", "Treaty \u202eof Help", TREATY)],
        ["texts: treaty help-1934, title: Character 8 is U+202E (right-to-left override)"],
    ),
    "accent apart": (
        [put("actor", "description", "Cafe\u0301", RURITANIA)],
        ["texts: actor ruritania, description: it is not in Unicode NFC"],
    ),
    "name left empty": (
        [put("actor", "name", "", RURITANIA)],
        ["texts: actor ruritania, name: it may not be empty"],
    ),
    "address with blanks": (
        [put("treaty", "url", "https://exa mple.org", TREATY)],
        ["texts: treaty help-1934, url: Enter a valid URL."],
    ),
    "address of another kind": (
        [put("treaty", "url", "javascript:alert(1)", TREATY)],
        ["rules: treaty help-1934, url: An address begins with"],
    ),
    "signatory's role": (
        [put("party", "role", "adopting body", PARTY)],
        ["rules: party help-1934 / ruritania, role: Only an instrument that is no treaty"],
    ),
    "article of another treaty": (
        [
            f"UPDATE geopolitics_obligation SET treaty_id = {of('treaty', 'help-1934')} "
            "WHERE key = 'help'"
        ],
        ["rules: obligation help-1934 / help, article: The article is of another treaty."],
    ),
    "capacity of another": (
        [
            f"UPDATE geopolitics_statement SET speaker_id = {of('actor', 'borduria')} "
            "WHERE slug = 'we-shall-help'"
        ],
        ["rules: statement we-shall-help, capacity: The position is another person's"],
    ),
    "side row that is not there": (
        [put("citation", "field", "parties/borduria/signed", WHEN)],
        ["rules: citation treaty / help-1934 / when, field: “parties/borduria/signed”: there"],
    ),
    "side row whose key was changed": (
        [put("party", "key", "other", PARTY)],
        ["rules: citation treaty / help-1934 / when, field: “parties/ruritania/signed”: there"],
    ),
    "field that is not there": (
        [put("citation", "field", "parties/ruritania/age", WHEN)],
        ["rules: citation treaty / help-1934 / when, field: “parties/ruritania/age”: party has no"],
    ),
    "value that the field cannot hold": (
        [put("citation", "value", "1934-13", WHEN)],
        ["rules: citation treaty / help-1934 / when, value: The field cannot hold it: “1934-13”"],
    ),
    "circle of parts": (
        [f"UPDATE geopolitics_actor SET part_of_id = {of('actor', 'regent')} WHERE {RURITANIA}"],
        [
            "circles: actor ruritania, part_of: “part of” would close a circle",
            "circles: actor regent, part_of: “part of” would close a circle",
        ],
    ),
    "circle of events": (
        [
            f"UPDATE geopolitics_event SET part_of_id = {of('event', 'old-signing')} "
            "WHERE slug = 'old-war'"
        ],
        ["circles: event old-war, part_of: ", "circles: event old-signing, part_of: "],
    ),
    "circle of replies": (
        [
            "UPDATE geopolitics_statement SET responds_to_id = "
            f"{of('statement', 'border-is-border')} WHERE slug = 'we-shall-help'"
        ],
        ["circles: statement we-shall-help, responds_to: “responds to” would close a circle"],
    ),
    "circle of topics": (
        [
            f"UPDATE geopolitics_topic SET broader_id = {of('topic', 'old-help')} "
            "WHERE slug = 'old-alliances'"
        ],
        ["circles: topic old-alliances, broader: ", "circles: topic old-help, broader: "],
    ),
    "circle of relations": (
        [
            "INSERT INTO geopolitics_treatyrelation (key, treaty_id, kind, earlier_id) VALUES "
            f"('back', {of('treaty', 'help-1934')}, 'renews', {of('treaty', 'help-1950')})"
        ],
        [
            "circles: treaty_relation help-1934 / back, earlier: The earlier treaty already",
            "circles: treaty_relation help-1950 / renews, earlier: The earlier treaty already",
            "ledger: treaty_relation help-1934 / back: it has no history",
        ],
    ),
    "circle of successions": (
        [
            "INSERT INTO geopolitics_succession (key, predecessor_id, successor_id, kind, day) "
            f"VALUES ('back', {of('actor', 'borduria')}, {of('actor', 'syldavia')}, 'succeeds', '')"
        ],
        ["circles: succession borduria / back, successor: The successor comes before"],
    ),
    "circle of articles": (
        [
            "INSERT INTO geopolitics_article_takes_up (from_article_id, to_article_id) VALUES "
            f"({of('article', 'help-1934--art_1')}, {of('article', 'help-1950--art_2')})"
        ],
        [
            "circles: article help-1934--art_1, takes_up: “takes up” closes a circle",
            "circles: article help-1950--art_2, takes_up: “takes up” closes a circle",
            "ledger: article help-1934--art_1, takes_up: it holds help-1950--art_2, which its",
        ],
    ),
    "slug of a wrong form": (
        [put("actor", "slug", "Ruri_Tania", RURITANIA)],
        ["rules: actor Ruri_Tania, slug: “Ruri_Tania” is no slug"],
    ),
    "key of a wrong form": (
        [put("participant", "key", "a key", "key = 'host'")],
        ["rules: participant old-signing / a key, key: “a key” is no key"],
    ),
    "article under another's slug": (
        [put("treaty", "slug", "help-1935", TREATY)],
        [
            "keys: article help-1934--art_1, slug: “help-1934--art_1” is not made of its treaty's "
            "and its own: help-1935--art_1"
        ],
    ),
    "words that nobody said": (
        [put("statement", "quote", "We shall not help them.", "slug = 'we-shall-help'")],
        [
            "words: statement we-shall-help, quote: “We shall not help them.” does not stand in "
            "any passage cited for it"
        ],
    ),
    "trigger that nothing says": (
        [put("obligation", "trigger", "armed women cross", "key = 'help' AND trigger <> ''")],
        ["words: obligation help-1950 / help, trigger: “armed women cross” does not stand in any"],
    ),
    "published, pointing to a draft": (
        [put("actor", "status", "draft", RURITANIA)],
        [
            "publishing: party help-1934 / ruritania: actor is “Ruritania” (ruritania), which is "
            "draft, not published",
            "publishing: participant old-signing / host: actor is “Ruritania”",
            "publishing: actor regent: part of is “Ruritania”",
        ],
    ),
    "published without words": (
        [f"DELETE FROM geopolitics_citation WHERE actor_id = {of('actor', 'borduria')}"],
        [
            "publishing: actor borduria: no quote of its own",
            "ledger: citation actor / borduria / c1: it is gone, and its history does not say so",
        ],
    ),
    "source not published": (
        [put("document", "status", "withdrawn", "slug = 'almanac'")],
        ["publishing: actor ruritania: no quote of its own from a published document supports it"],
    ),
    "text that no rule forbids": (
        [put("treaty", "place", "Strelsau", TREATY)],
        ["ledger: treaty help-1934, place: it is “Strelsau”, its newest history says empty"],
    ),
    "staff's note": (
        [put("actor", "staff_notes", "x", RURITANIA)],
        ["ledger: actor ruritania, staff_notes: it is “x”, its newest history says empty"],
    ),
    "version": (
        [put("actor", "version", 7, RURITANIA)],
        ["ledger: actor ruritania, version: it is “7”, its newest history says “1”"],
    ),
    "moment of making": (
        [put("actor", "created", "2001-01-01 00:00:00+00:00", RURITANIA)],
        ["ledger: actor ruritania, created: it is “2001-01-01 00:00:00"],
    ),
    "reference": (
        ["UPDATE geopolitics_position SET body_id = NULL WHERE key = 'office'"],
        ["ledger: position regent / office, body: it is empty, its newest history says “"],
    ),
    "yes or no": (
        [put("treaty", "title_supplied", True, TREATY)],
        ["ledger: treaty help-1934, title_supplied: it is "],
    ),
    "row without history": (
        ["DELETE FROM geopolitics_historicalactorname WHERE key = 'kingdom'"],
        ["ledger: actor_name ruritania / kingdom: it has no history"],
    ),
    "history that says it is gone": (
        [put("historicalactorname", "history_type", "-", "key = 'kingdom'")],
        ["ledger: actor_name ruritania / kingdom: its history says that it is gone"],
    ),
    "row taken away": (
        ["DELETE FROM geopolitics_participant WHERE key = 'host'"],
        ["ledger: participant old-signing / host: it is gone, and its history does not say so"],
    ),
    "topic added": (
        [
            "INSERT INTO geopolitics_treaty_topics (treaty_id, topic_id) VALUES "
            f"({of('treaty', 'help-1934')}, {of('topic', 'old-help')})"
        ],
        ["ledger: treaty help-1934, topics: it holds old-help, which its newest history does not"],
    ),
    "topic taken away": (
        [f"DELETE FROM geopolitics_treaty_topics WHERE treaty_id = {of('treaty', 'help-1934')}"],
        ["ledger: treaty help-1934, topics: it lacks old-alliances, which its newest"],
    ),
}

# The same, where the database refuses the fault unless these constraints are lifted.
REFUSED = {
    "status outside its vocabulary": (
        [put("actor", "status", "secret", RURITANIA)],
        [("actor", "actor_status")],
        ["codes: actor ruritania, status: “secret” is not in its vocabulary"],
    ),
    "end before the beginning": (
        [put("treaty", "ended", "192X", TREATY)],
        [("treaty", "treaty_signed_ended")],
        ["rules: treaty help-1934, ended: “ended” (1920s) is before “signed” (1934)."],
    ),
    "end reason without an end": (
        [
            put("treaty", "ended", "", TREATY),
            put("treaty", "end_reason", "expired", TREATY),
        ],
        [("treaty", "treaty_end_reason")],
        ["rules: treaty help-1934, ended: An end reason needs a date"],
    ),
    "signatory that consented": (
        [put("party", "consent", "ratification", PARTY)],
        [("party", "party_signatory")],
        ["rules: party help-1934 / ruritania, role: Who consented to be bound"],
    ),
    "citation of two records": (
        [f"UPDATE geopolitics_citation SET actor_id = {of('actor', 'borduria')} WHERE {WHEN}"],
        [("citation", "citation_one_target")],
        ["rules: citation actor / borduria / when: Choose exactly one of"],
    ),
    "citation of no record": (
        [f"UPDATE geopolitics_citation SET treaty_id = NULL WHERE {WHEN}"],
        [("citation", "citation_one_target")],
        ["rules: citation - / - / when: Choose exactly one of"],
    ),
    "actor that is part of itself": (
        [f"UPDATE geopolitics_actor SET part_of_id = id WHERE {RURITANIA}"],
        [("actor", "actor_part_of_other")],
        ["circles: actor ruritania, part_of: “part of” would close a circle"],
    ),
    "quote of no words": (
        [put("citation", "quote", "", QUOTE)],
        [("citation", "citation_quote")],
        [
            "quotes: citation treaty / help-1934 / c1, quote: ¶ 1 of almanac: The quote holds no",
            "texts: citation treaty / help-1934 / c1, quote: it may not be empty",
        ],
    ),
    "value for no field": (
        [put("citation", "field", "", WHEN)],
        [("citation", "citation_value")],
        ["rules: citation treaty / help-1934 / when, value: A value needs the field"],
    ),
}

# What SQLite lets in, and PostgreSQL does not.
LOOSE = {
    "text too long": (
        [put("actor", "name", "R" * 301, RURITANIA)],
        ["texts: actor ruritania, name: it has 301 characters, and 300 fit"],
    ),
    "bytes": (
        [put("actor", "name", b"\xff\x00", RURITANIA)],
        ["texts: actor ruritania, name: b'\\xff\\x00' is no text"],
    ),
    "bytes for a slug": (
        [put("treaty", "slug", b"\xff\x00", TREATY)],
        ["texts: treaty "],
    ),
    "nothing at the end of a reference": (
        ["UPDATE geopolitics_party SET actor_id = 999999 WHERE " + PARTY],
        ["references: party help-1934 / ruritania, actor_id: it points to a row of"],
    ),
    "nothing at the end of an optional reference": (
        ["UPDATE geopolitics_actor SET part_of_id = 999999 WHERE slug = 'regent'"],
        ["references: actor regent, part_of_id: it points to a row of"],
    ),
    "passage gone": (
        ["DELETE FROM geopolitics_passage WHERE text LIKE 'Ruri%'"],
        [
            "references: citation actor / ruritania / c1, passage_id: it points to a row of",
            "ledger: passage almanac / 1: it is gone, and its history does not say so",
        ],
    ),
}
