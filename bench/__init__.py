"""What makes the published figures; each runs as `python -m bench.NAME`."""
