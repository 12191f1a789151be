"""Recordings by the API: lists, what is in them, their bytes, and how long they stay."""
