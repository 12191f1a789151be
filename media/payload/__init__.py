"""What must be known of a payload format to forward it: keyframes, and what switching breaks."""
