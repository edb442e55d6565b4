"""Files in and out: each table, or the whole register, right to the last cell."""
