"""Passwords (argon2id) and six-figure codes. Pure: no database, no clock of its own.

What is slow here is slow on purpose, and as slow for an address nobody has as for one somebody has.
"""

import datetime as dt
import hashlib
import hmac
import unicodedata
from base64 import b32encode

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
"""Characters of a password. Length is what counts: no rule asks for figures or capitals (NCSC, three random words)."""
ISSUER = "Case Conference"
"""What an authenticator app writes above the code. It says nothing about what the service is for."""
DRIFT = 1
"""Half-minutes by which a telephone's clock may be wrong, either way (RFC 6238 section 5.2)."""

_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommendation: 64 MiB, three passes, four lanes
_NOBODYS_PASSWORD = (  # made with the same costs, so that an unknown address takes as long; a test holds them equal
    "$argon2id$v=19$m=65536,t=3,p=4$+R2ncpopUutVVHqJodWdlA$/cvVYriBGiB4UzjmgOAQa3NC2U1k3iY8L8bwfm/G4BI"  # nosec B105: nobody has this password
)
NOBODYS_SECRET = b32encode(hashlib.sha256(b"the second factor of nobody at all").digest()[:20]).decode()


def _plain(password: str) -> str:
    """The same characters whichever keyboard typed them."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """A password as it is stored. Takes about a twentieth of a second and 64 MiB."""
    return _hasher.hash(_plain(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long where none is stored, and is then False."""
    try:
        _hasher.verify(stored or _NOBODYS_PASSWORD, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def new_secret() -> str:
    """A fresh second factor, as an authenticator app takes it: 160 bits in base 32."""
    return pyotp.random_base32()


def secret_of_token(key: bytes, token: str) -> str:
    """The second factor an invitation offers: the same each time its page is loaded, so that nobody has to scan twice.

    Args:
        key: a key of the installation; without it the token alone gives nothing away.
    """
    return b32encode(hmac.digest(key, b"second factor|" + token.encode(), "sha256")[:20]).decode()


def step_of(now: dt.datetime) -> int:
    """The half-minute a moment lies in, counted from 1970: what a code is made from."""
    return int(now.timestamp()) // 30


def code_at(secret: str, step: int) -> str:
    """The six figures of one half-minute."""
    return str(pyotp.TOTP(secret).generate_otp(step))


def used_step(secret: str, code: str, now: dt.datetime, last: int) -> int | None:
    """The half-minute a code was made for, if it is right and has not been used; None otherwise.

    Args:
        last: the last half-minute whose code was used: that one, and those before it, never count again.
    """
    given = code.replace(" ", "").encode()
    present = step_of(now)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > last:
            found = step
    return found


def address_for_app(secret: str, email: str) -> str:
    """What the square code says to an authenticator app."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def square_code(text: str) -> str:
    """A QR code as an address an <img> can show without fetching anything."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=3))


def in_groups(secret: str) -> str:
    """A secret in fours, for typing."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
