"""Face detectors, one module each; `detector` chooses."""
