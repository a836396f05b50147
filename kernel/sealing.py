"""Texts that the database keeps but cannot read: secrets, and facts about a person's health."""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(ValueError):
    """None of the keys at hand opens this text."""


def seal(text: str, *, purpose: str) -> str:
    """The text, sealed; what was sealed for one purpose does not open for another."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """:raises Unreadable: the key it was sealed with is gone, or it was changed."""
    try:
        return _keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise Unreadable("This text cannot be opened with the keys at hand.") from wrong


def _keys(purpose: str) -> MultiFernet:
    """Made of the secret key and its predecessors; the newest seals, any of them opens."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (sha256(f"mto {purpose} {secret!s}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
