"""What the public reads: lists, records, documents."""
