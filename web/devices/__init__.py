"""Classroom devices over HTTP: enrolling, proving, and what a classroom's wall shows."""
