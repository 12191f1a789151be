"""Who did what: the audit trail's records and the chain they form."""
