"""The address of a shared link: its key with a signature, which nobody can guess or make."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_signer = Signer(sep=".", salt="configurator.shared-link")


def token_of(key: int) -> str:
    """For the address of the link with that key."""
    return _signer.sign(str(key))


def key_of(token: str) -> int | None:
    """The key in a token; None where it was not made here."""
    try:
        return int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
