"""How browsers and server talk: typed messages, one task and one bounded mailbox per lesson."""
