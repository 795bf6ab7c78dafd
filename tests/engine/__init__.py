"""The real models on real photos, with tolerances."""
