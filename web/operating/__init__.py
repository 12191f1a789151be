"""Looking after the server while it runs: whether it is ready, its figures, its certificate."""
