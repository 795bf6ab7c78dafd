"""What is known of each photo, kept in one SQLite file."""
