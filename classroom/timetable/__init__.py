"""When: terms, calendar, bells, pairings, weekly slots, and the lessons made from them."""
