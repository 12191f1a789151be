"""Packages about lessons that were shut down: made by themselves, released by a manager."""
