"""Calendar feeds: the timetable in people's own calendar programs."""
