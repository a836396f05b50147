"""Hands orders in mid-life to the simulated manufacturer, which carries on with them live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from mto.demo.cases import Case
from production.milestones import MEANINGS

BATCH = 40
TIMEOUT = 30.0


class FactoryAbsent(Exception):
    """The simulated manufacturer does not answer, or does not let us in; the text says which."""


@dataclass(frozen=True)
class Adopter:
    """Speaks to the manufacturer's control interface."""

    url: str
    key: str

    def adopt(self, cases: list[Case]) -> int:
        """Give each case its factory reference. :raises FactoryAbsent: when nobody takes them over."""
        by_number = {case.number: case for case in cases}
        for start in range(0, len(cases), BATCH):
            rows = [_row(case) for case in cases[start : start + BATCH]]
            for taken in self._post(rows):
                by_number[taken["order_number"]].factory_ref = taken["ref"]
        return len(cases)

    def _post(self, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
        try:
            answer = httpx.post(
                f"{self.url}/control/adopt",
                json={"orders": rows},
                headers={"Authorization": f"Bearer {self.key}"},
                timeout=TIMEOUT,
            )
            answer.raise_for_status()
        except httpx.HTTPStatusError as refused:
            raise FactoryAbsent(
                f"The manufacturer at {self.url} refused the orders: {refused.response.text[:500]}"
            ) from refused
        except httpx.HTTPError as silent:
            raise FactoryAbsent(
                f"The manufacturer at {self.url} does not answer: {silent}"
            ) from silent
        found: list[dict[str, str]] = answer.json()["orders"]
        return found


def _row(case: Case) -> dict[str, Any]:
    week = case.slot_week
    line = case.car.line
    return {
        "order_number": case.number,
        "dealer_code": case.staffed.dealership.code,
        "release": case.car.model_line.release.code,
        "model_line": case.car.model_line.code,
        "codes": list(case.car.codes),
        "slot": {"plant": line.plant.code, "line": line.code, "week": f"{week:%G-W%V}"}
        if week
        else None,
        "priority": 5 if case.customer else 9,
        "requested_on": str(case.promised_on),
        "vin": case.vin,
        "milestones": [
            {"code": step.code, "occurred_at": step.at.isoformat(), "sequence": number}
            for number, step in enumerate(
                (step for step in case.history.steps if step.code in MEANINGS), start=1
            )
        ],
    }
