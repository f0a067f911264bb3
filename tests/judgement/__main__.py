"""`make eval-judgement`: what the judgement reaches on reports that no model was trained on."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import process_time
from uuid import UUID

from deploy.cities.city import read_city
from services.contracts.place import Place
from services.intake.domain.reference import Category, RoutingRule
from services.intake.domain.report import Content
from services.intake.judgement import measures
from services.intake.judgement.examples import Example, first_examples
from services.intake.judgement.learned import judge_by_model
from services.intake.judgement.model import Model
from services.intake.judgement.routing import Subject, first_match
from services.intake.judgement.training import train
from tests.judgement.corrections import corrections
from tests.judgement.pairs import read

HERE = Path(__file__).parent
CITY = HERE.parents[1] / "deploy" / "cities" / "fushun"
NOISE = 0.1
BULK = 20_000
RULES = 10_000
PAIR_BINS = 5
"""Fewer than for reports: of 150 pairs ten bins would hold too few each."""


def main() -> None:
    categories = [
        Category(
            each.code,
            each.level,
            each.name,
            each.name_en,
            each.parent_code,
            each.scheme,
            each.keywords,
        )
        for each in read_city(CITY).categories
    ]
    first = first_examples(categories)
    print(
        "| model | trained | top 1 | top 3 | macro-F1 | majors | majors' macro-F1 "
        "| calibration error | left open |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    model = _measured("first day", first, categories)
    for times in (500, 5000):
        decided = corrections(first, times, noise=NOISE)
        name = f"after {times} corrections, 10 % wrong"
        _measured(name, [*first, *decided], categories)
    print()
    _vague(model, categories)
    _bulk(model, categories)
    _rules()
    for name in ("pairs", "pairs_for_fitting"):
        _pairs(HERE / f"{name}.csv")


def _measured(name: str, examples: Sequence[Example], categories: Sequence[Category]) -> Model:
    """A row of the table."""
    started = process_time()
    model = train(examples)
    took = process_time() - started
    rows = [row for row in _rows(HERE / "sealed.csv") if row["category_code"]]
    truth = [row["category_code"] for row in rows]
    judged = model.likeliest([row["text"] for row in rows])
    best = [label for label, _ in judged]
    three = [[each.label for each in model.candidates(row["text"])] for row in rows]
    majors, true_majors = [(each or "")[:2] for each in best], [each[:2] for each in truth]
    verdicts = [_verdict(model, row["text"], categories) for row in rows]
    figures = (
        measures.accuracy(truth, best),
        sum(each in found for each, found in zip(truth, three, strict=True)) / len(truth),
        measures.macro_f1(truth, best),
        measures.accuracy(true_majors, majors),
        measures.macro_f1(true_majors, majors),
        measures.calibration_error(truth, judged),
        verdicts.count(None) / len(verdicts),
    )
    shown = " | ".join(f"{each:.3f}" for each in figures)
    print(f"| {name} | {len(examples)} in {took:.0f} s | {shown} |", flush=True)
    return model


def _vague(model: Model, categories: Sequence[Category]) -> None:
    vague = [row["text"] for row in _rows(HERE / "sealed.csv") if not row["category_code"]]
    left = sum(_verdict(model, text, categories) is None for text in vague)
    print(f"reports that name no problem: {left} of {len(vague)} left open")


def _verdict(model: Model, text: str, categories: Sequence[Category]) -> str | None:
    return judge_by_model(Content(text, Place(), None, ()), model, categories=categories).code


def _bulk(model: Model, categories: Sequence[Category]) -> None:
    texts = [row["text"] for row in _rows(HERE / "sealed.csv")]
    texts = (texts * (BULK // len(texts) + 1))[:BULK]
    started = process_time()
    for text in texts:
        _verdict(model, text, categories)
    whole = process_time() - started
    started = process_time()
    model.likeliest(texts)
    alone = process_time() - started
    print(
        f"in bulk, one core: {BULK / alone:,.0f} texts a second, "
        f"{BULK / whole:,.0f} with words, other candidates and keywords"
    )


def _rules() -> None:
    organisation = UUID(int=1)
    rules = [RoutingRule(at, f"{at:05d}", f"A{at}", "phone", "O", "") for at in range(RULES - 1)]
    rules.append(RoutingRule(RULES, "", None, "", "O", ""))
    subject = Subject("zzz", ("A1", "A2", "A3"), "phone", date(2026, 11, 25))
    started, asked = process_time(), 0
    while process_time() - started < 1:
        first_match(rules, subject, find_organisation=lambda code: organisation)
        asked += 1
    print(f"routing: {asked * RULES / (process_time() - started):,.0f} rules x reports a second")


def _pairs(path: Path) -> None:
    pairs = read(path)
    judged = [(pair.same, pair.confidence >= 0.5) for pair in pairs]
    right = sum(same and found for same, found in judged)
    told, same = sum(found for _, found in judged), sum(same for same, _ in judged)
    off = measures.calibration_error(
        [str(pair.same) for pair in pairs],
        [("True", pair.confidence) for pair in pairs],
        bins=PAIR_BINS,
    )
    print(
        f"duplicates, {len(judged)} {path.stem}: precision {right / told:.3f}, "
        f"recall {right / same:.3f}, calibration error {off:.3f}"
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
