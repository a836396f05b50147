"""UUIDs of version 7 (RFC 9562): their order is the order of their making."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A new UUIDv7: 48 bits of milliseconds, 12 bits of the millisecond's fraction, 62 random bits."""
    millisecond, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    noise = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return uuid.UUID(int=millisecond << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | noise)
