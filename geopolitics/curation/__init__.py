"""The desk's room: what contributors, curators and reviewers work with."""
