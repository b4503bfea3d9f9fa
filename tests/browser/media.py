"""A picture and a sound that a browser can show, and whether it does."""

import io
import struct
import wave
import zlib
from typing import Any

RATE = 8000
LENGTH = """element => new Promise((tell, refuse) => {
  element.addEventListener('loadedmetadata', () => tell(element.duration));
  element.addEventListener('error', () => refuse(element.error.message));
  element.preload = 'metadata';
  element.load();
})"""


def picture() -> bytes:
    """A png of one white point."""
    parts = (
        (b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\xff")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def silence(seconds: int) -> bytes:
    """A wav file of so many seconds in which nothing is said."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(b"\x80" * RATE * seconds)
    return kept.getvalue()


def seconds_of(page: Any, selector: str) -> float:
    """How long the browser says the sound is, once it has read it."""
    return page.locator(selector).evaluate(LENGTH)
