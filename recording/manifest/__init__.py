"""A recording's manifest: an append-only chain of lines that says what was written, and when."""
