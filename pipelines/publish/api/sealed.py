"""Places that only this process can read: a cursor behind a row whose place in the order would tell what is withheld of it.

SHAKE-256 makes the stream and keyed BLAKE2b the mark of the sender. A process that started later refuses the
cursor; the client begins again.
"""

import base64
import hashlib
import hmac
import secrets

_KEY = secrets.token_bytes(32)
_NONCE, _MARK = 16, 16
SEALED = "~"
"""How a sealed cursor begins."""


def seal(place: bytes) -> str:
    """Return ``place`` so that nobody else learns more of it than its length."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = _stream(nonce, place)
    return SEALED + base64.urlsafe_b64encode(nonce + hidden + _mark(nonce + hidden)).decode().rstrip("=")


def unseal(cursor: str) -> bytes:
    """Return the place. Raises ValueError where this process has not sealed ``cursor``."""
    told = cursor.removeprefix(SEALED)
    parts = base64.b64decode(told + "=" * (-len(told) % 4), altchars=b"-_", validate=True)
    said, mark = parts[:-_MARK], parts[-_MARK:]
    if not hmac.compare_digest(mark, _mark(said)):
        raise ValueError("not sealed here")
    return _stream(said[:_NONCE], said[_NONCE:])


def _stream(nonce: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(_KEY + nonce).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))


def _mark(said: bytes) -> bytes:
    return hashlib.blake2b(said, key=_KEY, digest_size=_MARK).digest()
