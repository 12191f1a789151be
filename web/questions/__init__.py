"""Question sets, as people prepare them: over HTTP, and as tables."""
