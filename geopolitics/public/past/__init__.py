"""What was public of a record and when: its versions while published, less what is not public now.

The tables of history hold drafts, staff notes and what was taken back. Four rules keep all that
away, whoever asks:

- only versions that were published are compared, and only by their public columns;
- what points to a row that is not public now is left out, whatever it said;
- a version that pointed to such a row, or rested on such a document, tells which of its fields
  changed, and no value of any;
- words taken from a source are never repeated from an earlier version: of a document that is
  excerpts only, they are public as long as they are cited.
"""
