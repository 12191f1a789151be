"""Signing in by HTTP: accounts, sessions, second factors, and what people ask to be called."""
