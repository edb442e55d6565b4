"""Geopolitics: a source-grounded register of treaties and of what is said and done about them."""

__version__ = "1.0"
