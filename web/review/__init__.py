"""The monitor's work, over HTTP: notes, forms, inspections, samplings, and what is waiting."""
