"""Talking in a lesson: what is typed, and what the lecturer puts on all walls.

Rule: what was said is an event and never in the record, which is written anew at each command; the
record holds a few small settings (`classroom.talk.values`).
"""
