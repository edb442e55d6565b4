"""Who is bound to whom: obligations with their sides spelled out and their standing on a day."""
