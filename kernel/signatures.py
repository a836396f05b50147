"""The signature of a webhook: Standard Webhooks, five minutes of tolerance either way."""

from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class BadSignature(Exception):
    """Not from who holds the secret, changed on the way, or too old."""


def verify(body: bytes, headers: Mapping[str, str], *, secrets: str) -> dict[str, str]:
    """The headers worth keeping.

    :param secrets: one secret or several with spaces between, so that keys can be exchanged.
    :raises BadSignature: when none of them made this signature.
    """
    kept = {name: headers.get(name, "")[:300] for name in HEADERS}
    for secret in secrets.split():
        try:
            Webhook(secret).verify(body, kept, json_parse=False)
        except (WebhookVerificationError, ValueError):
            continue
        return kept
    raise BadSignature("The signature does not match.")
