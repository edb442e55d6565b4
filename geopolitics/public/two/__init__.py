"""Two actors: what lies between them."""
