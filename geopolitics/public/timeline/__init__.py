"""What happened when: events, treaties and statements in time, as a picture and as a table."""
