"""The demonstration's post office: mails become files on this machine and never leave it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage as ParsedMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"[0-9a-f]{32}\Z")


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "mail"


class FileMailbox(BaseEmailBackend):
    """One ``.eml`` file per Message-ID, written whole or not at all.

    A second message with the same Message-ID is taken for the resend it is and leaves the first.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for email_message in email_messages:
            self._write(email_message.message())
        return len(email_messages)

    @staticmethod
    def _write(message: ParsedMessage) -> None:
        name = sha256(message["Message-ID"].encode()).hexdigest()[:32]
        target = folder() / f"{name}.eml"
        with NamedTemporaryFile(dir=folder(), suffix=".part", delete=False) as part:
            part.write(message.as_bytes(policy=policy.SMTP))
        path = Path(part.name)
        try:
            target.hardlink_to(path)
        except FileExistsError:
            pass
        finally:
            path.unlink()


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as the mailbox page shows it."""

    name: str
    to: str
    sender: str
    subject: str
    sent_at: datetime
    message_id: str
    text: str = ""
    html: str = ""


def letters(limit: int = 100) -> list[Letter]:
    """The newest mails first, headers only."""
    if not folder().is_dir():
        return []
    files = sorted(folder().glob("*.eml"), key=lambda f: f.stat().st_mtime_ns, reverse=True)
    parser = BytesHeaderParser(policy=policy.default)
    found = []
    for file in files[:limit]:
        with file.open("rb") as stream:
            found.append(_letter(file.stem, parser.parse(stream)))
    return found


def letter(name: str) -> Letter | None:
    """One mail with its texts; None when there is none of that name."""
    file = folder() / f"{name}.eml"
    if not NAME.match(name) or not file.is_file():
        return None
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    return _letter(name, message, text=_body(message, "plain"), html=_body(message, "html"))


def _letter(name: str, message: ParsedMessage, text: str = "", html: str = "") -> Letter:
    return Letter(
        name=name,
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        message_id=str(message["Message-ID"]),
        text=text,
        html=html,
    )


def _body(message: ParsedMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
