"""The register for programs: read-only JSON under /api/v1/, and of each record under its page."""
