"""What tests share: fakes, strategies, files to read, and what they need of the computer."""
