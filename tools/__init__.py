"""What writes generated files of the tree; not installed."""
