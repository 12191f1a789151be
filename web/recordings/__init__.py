"""Recordings: what is in them, their files, and what is asked of them by the API."""
