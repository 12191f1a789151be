"""Ink: what is drawn on the board, on slides and over a shared screen."""
