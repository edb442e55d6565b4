"""Where facts come from: how the sources of one fact stand to one another."""
