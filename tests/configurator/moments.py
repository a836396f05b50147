"""The clock of these tests."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
