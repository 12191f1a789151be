"""Where recordings stand once a lesson is over (ADR 30)."""
