"""One photo becomes `Scanned` or `Failed`; nothing here knows of processes."""
