"""The factory's memory: one SQLite file in WAL mode, every step one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    ref TEXT PRIMARY KEY,
    order_number TEXT NOT NULL,
    status TEXT NOT NULL,
    plant TEXT, line TEXT, week TEXT,
    updated_at TEXT NOT NULL,
    change_no INTEGER NOT NULL UNIQUE,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS orders_number ON orders (order_number);
CREATE INDEX IF NOT EXISTS orders_bucket ON orders (line, week);
CREATE TABLE IF NOT EXISTS answer (
    endpoint TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (endpoint, key)
);
CREATE TABLE IF NOT EXISTS agenda (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    due_at TEXT NOT NULL, ref TEXT, step TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS agenda_due ON agenda (due_at, id);
CREATE TABLE IF NOT EXISTS event (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS held_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL, until TEXT NOT NULL, is_behind_next INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    cursor INTEGER NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL, done INTEGER NOT NULL,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (done, due);
"""


def written(moment: datetime) -> str:
    """Instants are stored so that they sort as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@dataclass(slots=True)
class Order:
    """What the factory knows of one order; stored whole."""

    ref: str
    order_number: str
    dealer_code: str
    release: str
    model_line: str
    codes: list[str]
    requested_slot: dict[str, str] | None
    priority: int
    requested_on: str | None
    received_at: str
    status: str = "received"
    is_fleet: bool | None = None
    market: str = ""
    specials: list[dict[str, Any]] = field(default_factory=list)
    delivery: dict[str, Any] = field(default_factory=dict)
    plant: str | None = None
    line: str | None = None
    week: str | None = None
    is_frozen: bool = False
    vin: str | None = None
    sequence: int = 0
    runs: int = 0
    milestones: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[dict[str, str]] = field(default_factory=list)
    not_scheduled_reason: str | None = None
    updated_at: str = ""

    @property
    def code_set(self) -> frozenset[str]:
        return frozenset(self.codes)

    def times(self, code: str) -> int:
        """How often the milestone has been passed."""
        return sum(mark["code"] == code for mark in self.milestones)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing the factory has to do at a moment."""

    id: int
    due_at: datetime
    ref: str | None
    step: str
    body: dict[str, Any]


class Store:
    """Reads and writes; whoever writes opens ``transaction`` first."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def forget_everything(self) -> None:
        """Empty every table; cursors and numbers begin again."""
        tables = ("setting", "orders", "answer", "agenda", "event", "held_event", "delivery")
        for table in (*tables, "sqlite_sequence"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    # -- settings --------------------------------------------------------------------------

    def setting(self, name: str) -> Any:
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return json.loads(row["value"]) if row else None

    def keep(self, name: str, value: Any) -> None:
        self._db.execute("REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value)))

    def next_number(self, name: str) -> int:
        number = int(self.setting(name) or 0) + 1
        self.keep(name, number)
        return number

    # -- orders ----------------------------------------------------------------------------

    def save(self, order: Order, now: datetime) -> None:
        order.updated_at = written(now)
        body = json.dumps(asdict(order))
        number = self.next_number("change_no")
        place = (order.plant, order.line, order.week)
        self._db.execute(
            "REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (order.ref, order.order_number, order.status, *place, order.updated_at, number, body),
        )

    def order(self, ref: str) -> Order | None:
        row = self._db.execute("SELECT body FROM orders WHERE ref = ?", (ref,)).fetchone()
        return Order(**json.loads(row["body"])) if row else None

    def live_order_numbered(self, order_number: str) -> Order | None:
        row = self._db.execute(
            "SELECT body FROM orders WHERE order_number = ?"
            " AND status NOT IN ('rejected', 'cancelled')",
            (order_number,),
        ).fetchone()
        return Order(**json.loads(row["body"])) if row else None

    def orders_in(self, *statuses: str) -> list[Order]:
        marks = ", ".join("?" * len(statuses))
        rows = self._db.execute(
            f"SELECT body FROM orders WHERE status IN ({marks}) ORDER BY ref",  # noqa: S608
            statuses,
        )
        return [Order(**json.loads(row["body"])) for row in rows]

    def orders_changed(self, *, since: str, after: int, limit: int) -> list[tuple[int, Order]]:
        rows = self._db.execute(
            "SELECT change_no, body FROM orders WHERE updated_at >= ? AND change_no > ?"
            " ORDER BY change_no LIMIT ?",
            (since, after, limit),
        )
        return [(row["change_no"], Order(**json.loads(row["body"]))) for row in rows]

    def orders_in_bucket(self, line: str, week: str) -> list[Order]:
        rows = self._db.execute(
            "SELECT body FROM orders WHERE line = ? AND week = ? AND status != 'cancelled'",
            (line, week),
        )
        return [Order(**json.loads(row["body"])) for row in rows]

    def has_work(self) -> bool:
        """Whether any order waits for something."""
        query = "SELECT 1 FROM agenda WHERE ref IS NOT NULL UNION SELECT 1 FROM orders"
        query += " WHERE status = 'banked' AND body ->> 'priority' > 0 UNION SELECT 1 FROM held_event LIMIT 1"
        return self._db.execute(query).fetchone() is not None

    def counts(self) -> dict[str, int]:
        rows = self._db.execute("SELECT status, count(*) AS n FROM orders GROUP BY status")
        return {row["status"]: row["n"] for row in rows}

    # -- answers by idempotency key --------------------------------------------------------

    def answer(self, endpoint: str, key: str) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(
            "SELECT request_hash, status, body FROM answer WHERE endpoint = ? AND key = ?",
            (endpoint, key),
        ).fetchone()
        return found

    def keep_answer(
        self, endpoint: str, key: str, request_hash: str, status: int, body: str
    ) -> None:
        self._db.execute(
            "INSERT INTO answer VALUES (?, ?, ?, ?, ?)", (endpoint, key, request_hash, status, body)
        )

    # -- agenda ----------------------------------------------------------------------------

    def plan(self, due_at: datetime, step: str, ref: str | None = None, **body: Any) -> None:
        self._db.execute(
            "INSERT INTO agenda (due_at, ref, step, body) VALUES (?, ?, ?, ?)",
            (written(due_at), ref, step, json.dumps(body)),
        )

    def next_due(self, until: datetime) -> Due | None:
        row = self._db.execute(
            "SELECT * FROM agenda WHERE due_at <= ? ORDER BY due_at, id LIMIT 1", (written(until),)
        ).fetchone()
        if row is None:
            return None
        moment = read_instant(row["due_at"])
        return Due(row["id"], moment, row["ref"], row["step"], json.loads(row["body"]))

    def done(self, due: Due) -> None:
        self._db.execute("DELETE FROM agenda WHERE id = ?", (due.id,))

    def postpone(self, due: Due, until: datetime) -> None:
        self._db.execute("UPDATE agenda SET due_at = ? WHERE id = ?", (written(until), due.id))

    def forget_plans(self, ref: str, *, keep: tuple[str, ...] = ()) -> None:
        marks = ", ".join("?" * len(keep))
        self._db.execute(
            f"DELETE FROM agenda WHERE ref = ? AND step NOT IN ({marks})",  # noqa: S608
            (ref, *keep),
        )

    # -- events ----------------------------------------------------------------------------

    def publish(self, event: dict[str, Any], *, webhook_due: float | None) -> int:
        """Give the event its place in the stream, and a delivery if there is a webhook."""
        row = self._db.execute(
            "INSERT INTO event (id, subject, body) VALUES (?, ?, ?)",
            (event["id"], event["subject"], json.dumps(event)),
        )
        cursor = int(row.lastrowid or 0)
        if webhook_due is not None:
            self._db.execute(
                "INSERT INTO delivery (cursor, due, attempts, done) VALUES (?, ?, 0, 0)",
                (cursor, webhook_due),
            )
        return cursor

    def hold(self, event: dict[str, Any], *, until: datetime, is_behind_next: bool) -> None:
        self._db.execute(
            "INSERT INTO held_event (subject, until, is_behind_next, body) VALUES (?, ?, ?, ?)",
            (event["subject"], written(until), is_behind_next, json.dumps(event)),
        )

    def take_held(self, *, now: datetime, behind: str | None = None) -> list[dict[str, Any]]:
        """Held events whose time has come, or that waited for the next one of their order."""
        rows = self._db.execute(
            "DELETE FROM held_event WHERE until <= ? OR (is_behind_next AND subject = ?)"
            " RETURNING id, body",
            (written(now), behind),
        ).fetchall()
        return [json.loads(row["body"]) for row in sorted(rows, key=lambda row: row["id"])]

    def events_after(self, cursor: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        rows = self._db.execute(
            "SELECT cursor, body FROM event WHERE cursor > ? ORDER BY cursor LIMIT ?",
            (cursor, limit),
        )
        return [(row["cursor"], json.loads(row["body"])) for row in rows]

    def last_cursor(self) -> int:
        row = self._db.execute("SELECT max(cursor) AS last FROM event").fetchone()
        return int(row["last"] or 0)

    # -- webhook deliveries ----------------------------------------------------------------

    def deliveries_due(self, wall: float, limit: int) -> list[sqlite3.Row]:
        return self._db.execute(
            "SELECT delivery.id, delivery.attempts, event.body, event.id AS event_id"
            " FROM delivery JOIN event USING (cursor)"
            " WHERE NOT done AND due <= ? ORDER BY delivery.id LIMIT ?",
            (wall, limit),
        ).fetchall()

    def delivered(self, delivery: int) -> None:
        self._db.execute("UPDATE delivery SET done = 1 WHERE id = ?", (delivery,))

    def undelivered(self, delivery: int, *, due: float | None, error: str) -> None:
        """Try again at ``due``; None gives up, the event stays in the stream."""
        self._db.execute(
            "UPDATE delivery SET attempts = attempts + 1, due = ?, done = ?, error = ?"
            " WHERE id = ?",
            (due or 0, due is None, error[:300], delivery),
        )

    def deliveries_waiting(self) -> int:
        row = self._db.execute("SELECT count(*) AS n FROM delivery WHERE NOT done").fetchone()
        return int(row["n"])
