"""Small secrets that have to be read again are kept encrypted: a dump of the database does not give them away.

The key is made of SECRET_KEY, which no backup holds; old ones (SECRET_KEY_FALLBACKS) still open what they closed.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypt(secret: bytes, *, purpose: str) -> str:
    return _box(purpose).encrypt(secret).decode()


def decrypt(text: str, *, purpose: str, within: int | None = None) -> bytes | None:
    """What was encrypted for this purpose, `within` so many seconds if given; None for anything else."""
    try:
        return _box(purpose).decrypt(text.encode(), ttl=within)
    except InvalidToken:
        return None


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(f"{purpose}:{key}".encode()).digest())) for key in keys]
    )
