"""YuNet: one small network."""
