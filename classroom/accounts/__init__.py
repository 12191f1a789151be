"""Signing in, as rules: passwords, second factors, sessions, devices. Pure; time is an input."""
