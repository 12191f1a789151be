"""The demonstration lesson: its film, its synthetic classrooms, its links."""
