"""The recorder: a process that writes what passes in lessons, and who keeps it running."""
