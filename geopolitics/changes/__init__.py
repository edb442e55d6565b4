"""The only writer: change sets that are applied, proposed, reviewed and undone."""
