"""What builds, proves and packs the program."""
