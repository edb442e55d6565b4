"""Template tags: what a template cannot compute for itself."""
