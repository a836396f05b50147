"""python3 dev.py test bench/test_click.py -n0 -s: a whole click on a line of 1,500 options.

Session, policy, queries, engine, template and compression, in one process; p50 and p95 in ms.
"""

from __future__ import annotations

import gc
import re
from gzip import compress
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.template.base import Template
from django.test import Client
from django.utils import timezone

from configurator import selectors, steps
from configurator.folding import Folding
from configurator.models import CompiledLine, Configuration
from configurator.tasks import compile_lines
from customers.models import Dealership, User
from tests.factories_configurator import configuration, group, has, option, published_line, rule

pytest_plugins = ("tests.personas",)
OPTIONS = 1_500
CLICKS = 60
FORM = "application/x-www-form-urlencoded"
SEEN = re.compile(r'name="seen" value="(\d+):(\w+)"')
AREAS = ("exterior", "wheels", "interior", "comfort", "packages", "technology", "appearance")


def line_of(options: int) -> dict[str, Any]:
    """A release with one line: one-of groups and lists, and a rule for every fourth option."""
    rng = Random(4)
    trims = [option(f"T{n}", f"Trim {n}", f"{20_000 + 2_000 * n}.00") for n in range(6)]
    groups, codes = [group("TRIM", "Trim", "trim", 1, 1, *trims)], [t["code"] for t in trims]
    while len(codes) < options:
        number = len(groups)
        size = rng.choice((5, 8, 12, 20, 40))
        own = [
            option(f"G{number}-{n}", f"Option {number}.{n}", f"{rng.randrange(0, 90) * 25}.00")
            for n in range(size)
        ]
        is_one_of = rng.random() < 0.5
        own[0]["is_default"] = is_one_of
        low, high = (1, 1) if is_one_of else (0, None)
        groups.append(group(f"G{number}", f"Group {number}", AREAS[number % 7], low, high, *own))
        codes += [o["code"] for o in own]
    rules = []
    for number in range(options // 4):
        code, other = rng.sample(codes[6:], 2)
        if rng.random() < 0.4:
            some = {"op": "or", "args": [has(t) for t in rng.sample(codes[:6], 3)]}
            rules.append(
                rule(f"R{number}", "requires", f"{code} needs one of three trims.", has(code), some)
            )
        else:
            kind = rng.choice(("requires", "excludes", "excludes"))
            rules.append(rule(f"R{number}", kind, f"{code} {kind} {other}.", has(code), has(other)))
    return {
        "manufacturer": {"code": "LARGE", "name": "Large Cars", "country": "US"},
        "release": "L-1",
        "title": "Large",
        "currency": "USD",
        "valid_from": "2026-09-01",
        "model_lines": [
            {
                "code": "LARGE",
                "name": "Large",
                "body_style": "suv",
                "model_year": 2027,
                "destination_amount": "995.00",
                "groups": groups,
                "rules": rules,
                "freezes": [],
            }
        ],
    }


def submitted(pk: int, step: str, clicked: str) -> dict[str, Any]:
    """The fields of the step as the browser sends them after a click on that option."""
    build = Configuration.objects.for_page().get(pk=pk)
    shown = selectors.configurator_page(build, timezone.now())
    lines = selectors.catalogue(build.model_line_id)
    group = lines.group_of(clicked).code
    folding = Folding((group,))
    fields: dict[str, Any] = {"many": [], "open": ["none", group], "shown": group}
    for entry in steps.groups_of(shown, step, timezone.now(), folding):
        codes = [option.code for option in entry.group.options if option.is_in_car]
        if clicked in {option.code for option in entry.group.options}:
            is_one_of = lines.group_of(clicked).max_picks == 1
            codes = [clicked] if is_one_of else [*{*codes} ^ {clicked}]
        if not entry.is_open:
            continue
        if entry.shape == "checks":
            fields["many"] += codes
        else:
            fields[f"one-{entry.group.code}"] = codes
    return fields


@pytest.fixture
def _plain_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server: tests copy the context of every template that is rendered."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


@pytest.mark.django_db
@pytest.mark.usefixtures("_plain_templates")
@pytest.mark.parametrize("is_compiled", [True, False], ids=["compiled", "solver"])
def test_a_click(ada: User, harbor: Dealership, is_compiled: bool) -> None:
    line = published_line(line_of(OPTIONS))
    if is_compiled:
        compile_lines()
        work = CompiledLine.objects.get(model_line=line)
        print(
            f"\ncompiled in {work.seconds} s, {len(work.circuit) / 1e3:.0f} kB stored, {work.error}"
        )
    build = configuration(harbor, ada, line)
    client = Client(headers={"HX-Request": "true"})
    client.force_login(ada)
    rng, times, sizes, kinds = Random(9), [], [], {200: 0, 409: 0}
    lines = selectors.catalogue(line.pk)
    by_area = {o.code: lines.group_of(o.code).area for o in lines.options}
    pages: list[int] = []
    gc.collect()
    gc.freeze()  # as a server does at its start
    step_of = {"exterior": "exterior", "wheels": "exterior", "appearance": "exterior"}
    step_of |= {"interior": "interior", "comfort": "interior"}
    for _ in range(CLICKS):
        code = rng.choice(lines.options[6:]).code
        step = step_of.get(by_area[code], "packages")
        version = Configuration.objects.get(pk=build.pk).version
        opened = f"?step={step}&open={lines.group_of(code).code}"  # as a person does
        page = client.get(f"/configure/{build.code}/{opened}").content.decode()
        pages.append(len(compress(page.encode())))
        seen = [":".join(found) for found in SEEN.findall(page)]
        body = {"step": step, "version": version, "seen": seen, **submitted(build.pk, step, code)}
        sent = urlencode(body, doseq=True)
        began = perf_counter()
        answer = client.post(f"/configure/{build.code}/choose/", sent, FORM)
        times.append((perf_counter() - began) * 1000)
        kinds[answer.status_code] += 1
        sizes.append(len(compress(answer.content)))
    print(f"{len(lines.options)} options, {kinds[200]} accepted, {kinds[409]} asked")
    print(
        f"click ms p50 / p95  {np.percentile(times[5:], 50):.0f} / {np.percentile(times[5:], 95):.0f}"
    )
    print(f"page kB compressed, largest  {max(pages) / 1e3:.1f}")
    print(
        f"answer kB compressed p50 / p95  {np.percentile(sizes, 50) / 1e3:.1f} / {np.percentile(sizes, 95) / 1e3:.1f}"
    )
