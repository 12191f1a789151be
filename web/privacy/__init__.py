"""What pupils and their guardians are owed: notices, consent, copies and erasure of their data."""
