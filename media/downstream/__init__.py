"""What goes out: one continuous stream a consumer, whatever happens to its source."""
