"""Boolean feature models (UVL) as a release of our own JSON: every feature is an option."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from configurator.catalogue import Expression, Op
from configurator.engine.features import FeatureGroup, FeatureModel
from configurator.engine.uvl import read_uvl
from configurator.engine.uvl_text import UnreadableModel
from configurator.feeds.uploads import refuse_large, unreadable

LONGEST_SENTENCE = 400


def read_feature_model(content: bytes, name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """The release that offers this model.

    :param about: what no feature model says: manufacturer, release, title, currency, valid_from,
        and body_style and model_year of the line.
    :raises UnreadableFeed: with line and column.
    """
    refuse_large(content, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise unreadable(name, f"is not UTF-8 text (byte {wrong.start})") from None
    try:
        model = read_uvl(text)
    except UnreadableModel as wrong:
        place = f"{name}, line {wrong.line}, column {wrong.column}"
        raise unreadable(place, wrong.reason) from None
    head = {key: value for key, value in about.items() if key not in {"body_style", "model_year"}}
    return {**head, "model_lines": [_line(model, about)]}


def _line(model: FeatureModel, about: Mapping[str, Any]) -> dict[str, Any]:
    root = model.names[0]
    trim = {"code": "ROOT", "name": "Model", "area": "trim", "min_picks": 1, "max_picks": 1}
    groups = [
        _group(number, group, is_first=group.parent == root)
        for number, group in enumerate(model.groups, 1)
    ]
    return {
        "code": re.sub(r"\W+", "-", model.namespace or root).strip("-")[:60],
        "name": (model.namespace or root)[:120],
        "body_style": about["body_style"],
        "model_year": about["model_year"],
        "groups": [{**trim, "options": [_option(root)]}, *groups],
        "rules": [*_tree_rules(model, root), *_constraints(model)],
        "freezes": [],
    }


def _group(number: int, group: FeatureGroup, *, is_first: bool) -> dict[str, Any]:
    """Only the children of the root are in every car in that number; below, a rule says it."""
    return {
        "code": f"G{number}",
        "name": group.parent[:120],
        "area": "comfort",
        "min_picks": group.minimum if is_first else 0,
        "max_picks": group.maximum,
        "options": [_option(child) for child in group.children],
    }


def _option(name: str) -> dict[str, Any]:
    return {"code": name, "name": name, "retail": 0, "invoice": 0}


def _tree_rules(model: FeatureModel, root: str) -> Iterator[dict[str, Any]]:
    for number, group in enumerate(model.groups, 1):
        if group.parent == root:
            continue
        parent, children = (
            Expression.option(group.parent),
            [*map(Expression.option, group.children)],
        )
        if group.minimum:
            then = Expression.count(group.minimum, None, *children)
            if group.minimum == 1:
                then = Expression.any_of(*children)
            elif group.minimum == len(children):
                then = Expression.all_of(*children)
            words = f"{group.parent} has at least {group.minimum} of its parts."
            yield _rule(f"G{number}.AT-LEAST", "requires", words, parent, then)
        words = f"The parts of {group.parent} come with it only."
        yield _rule(f"G{number}.PART", "requires", words, Expression.any_of(*children), parent)


def _constraints(model: FeatureModel) -> Iterator[dict[str, Any]]:
    for number, constraint in enumerate(model.constraints, 1):
        words = f"{constraint.source[:LONGEST_SENTENCE]}."
        then = constraint.expression.fold(_flattened)
        yield _rule(f"C{number}", "count", words, Expression.true(), then)


def _flattened(node: Expression, args: list[Expression]) -> Expression:
    """An OR of ORs is one OR: feeds nest thousands of options two by two."""
    if node.op not in {Op.AND, Op.OR}:
        return Expression(node.op, node.code, tuple(args), node.minimum, node.maximum)
    flat: list[Expression] = []
    for arg in args:
        flat.extend(arg.args if arg.op is node.op else (arg,))
    return Expression(node.op, args=tuple(flat))


def _rule(
    code: str, kind: str, sentence: str, when: Expression, then: Expression
) -> dict[str, Any]:
    return {
        "code": code,
        "kind": kind,
        "sentence": sentence,
        "when": when.as_json(),
        "then": then.as_json(),
    }
