"""Many photos are scanned by processes that may die."""
