"""What every command is.

Rule: one frozen struct a command, plain values only. `by` is the classroom whose page asks;
commands without it come from the server itself (the clock, the media plane, a restart).
"""

import msgspec


class BaseCommand(msgspec.Struct, frozen=True, kw_only=True):
    """Something asked of a lesson."""
