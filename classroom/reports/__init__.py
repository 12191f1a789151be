"""Reports of what people say and show: the evidence, and the ticket that each becomes."""
