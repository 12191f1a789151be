"""Sets a fresh clone up, with the standard library only: `python3 -m tools.setup WHAT ...`."""
