"""MobileFaceNet: a small face recognition network."""
