"""What was found of a lesson's or a term's compliance: asked for, read, printed."""
