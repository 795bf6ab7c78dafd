"""The frozen program: made, stripped, with licences, proved, and packed."""
