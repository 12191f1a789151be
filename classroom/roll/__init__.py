"""The roll of a lesson: which pupils were there, said by whoever was in the room with them."""
