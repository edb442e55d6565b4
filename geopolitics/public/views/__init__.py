"""The views: records, documents, and the pages beside them."""
