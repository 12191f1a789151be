"""The monitor's work on recordings: notes, inspection sheets, and which lessons are looked at."""
