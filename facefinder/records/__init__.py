"""The data that flows through a run: small, frozen records, and arrays where there are many."""
