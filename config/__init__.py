"""How the server is set up: default.toml is the manual; frozen typed sections come out of it."""
