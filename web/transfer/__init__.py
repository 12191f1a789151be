"""The register as tables: read from and written to spreadsheets, previewed, kept whole."""
