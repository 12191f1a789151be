"""H.264's `profile-level-id` (RFC 6184, section 8.1): whether two of them mean one profile.

Rule: unknown or missing means constrained baseline 3.1, as browsers take it; text that is not a
profile at all matches nothing.
"""

from typing import Any

DEFAULT = "42e01f"

# RFC 6184, table 5: (profile_idc, mask over profile_iop, its value, name).
_PROFILES = (
    (0x42, 0b0100_1111, 0b0100_0000, "constrained-baseline"),
    (0x4D, 0b1000_1111, 0b1000_0000, "constrained-baseline"),
    (0x58, 0b1100_1111, 0b1100_0000, "constrained-baseline"),
    (0x42, 0b0100_1111, 0b0000_0000, "baseline"),
    (0x58, 0b1100_1111, 0b1000_0000, "baseline"),
    (0x4D, 0b1010_1111, 0b0000_0000, "main"),
    (0x64, 0b1111_1111, 0b0000_0000, "high"),
    (0x64, 0b1111_1111, 0b0000_1100, "constrained-high"),
    (0xF4, 0b1111_1111, 0b0000_0000, "predictive-high-444"),
)


def profile(parameters: dict[str, Any] | None) -> str | None:
    """Return the name of the profile in a codec's `parameters`, or None when it has none."""
    text = (parameters or {}).get("profile-level-id") or DEFAULT
    if not isinstance(text, str) or len(text) != 6:
        return None
    try:
        value = int(text, 16)
    except ValueError:
        return None
    idc, iop = value >> 16, value >> 8 & 0xFF
    return next((n for i, mask, bits, n in _PROFILES if i == idc and iop & mask == bits), None)


def packetization_mode(parameters: dict[str, Any] | None) -> int:
    """Return 0 (one NAL unit a packet) or 1 (aggregated and fragmented too)."""
    value = (parameters or {}).get("packetization-mode") or 0
    return 1 if value in (1, "1") else 0


def compatible(a: dict[str, Any] | None, b: dict[str, Any] | None) -> bool:
    """Whether what is coded under `a` is decoded under `b`: same profile, same packetization."""
    if packetization_mode(a) != packetization_mode(b):
        return False
    name = profile(a)
    return name is not None and name == profile(b)
