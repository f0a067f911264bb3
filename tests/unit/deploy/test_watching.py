"""Alerts and dashboards ask for metrics that exist, and name what to do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from deploy.grafana import generate
from deploy.grafana.boards import BOARDS
from tests.whole import SERVICES

DEPLOY = Path("deploy")
RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
PROMETHEUS = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
QUERIES = [rule["expr"] for rule in RULES] + [
    panel.query for board in BOARDS for panel in board.panels
]
UNWATCHED: dict[str, str] = {}
"""Metrics that no alert and no dashboard asks for, each with the reason."""


def known() -> set[str]:
    """The metrics of all services; importing the services declared them."""
    assert SERVICES
    return {each.name for each in REGISTRY.collect() if each.name.startswith("shirong_")}


def asked() -> set[str]:
    names = {name for query in QUERIES for name in re.findall(r"\bshirong_\w+", query)}
    return {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in names}


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def test_alerts_and_dashboards_ask_for_metrics_that_exist():
    assert asked() - known() == set()


def test_every_metric_is_watched_or_listed_with_the_reason():
    assert known() - asked() == set(UNWATCHED)


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_says_in_both_languages_what_is_and_where_it_is_told_what_to_do(rule):
    headings = re.findall(r"^#+ (.+)$", (Path("docs") / "operations.md").read_text("utf-8"), re.M)
    file, _, part = rule["annotations"]["runbook"].partition("#")

    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert re.search(r"[\u4e00-\u9fff]", rule["annotations"]["summary_zh"])
    assert not re.search(r"[\u4e00-\u9fff]", rule["annotations"]["summary"])
    assert file == "docs/operations.md"
    assert part in {anchor(each) for each in headings}


def test_prometheus_reads_the_alerts_and_tells_alertmanager():
    [manager] = PROMETHEUS["alerting"]["alertmanagers"]

    assert PROMETHEUS["rule_files"] == ["alerts.yml"]
    assert (
        "./prometheus/alerts.yml:/etc/prometheus/alerts.yml:ro" in COMPOSE["prometheus"]["volumes"]
    )
    assert manager["dns_sd_configs"][0]["names"] == ["alertmanager"]
    assert "alertmanager" in COMPOSE


def test_the_dashboards_are_those_of_the_code():
    there = {file: file.read_text("utf-8") for file in generate.FOLDER.glob("*.json")}

    assert there == generate.written(), "run python -m deploy.grafana.generate"


def test_dashboards_ask_the_source_that_is_provisioned():
    folder = DEPLOY / "grafana" / "provisioning"
    sources = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text("utf-8"))
    [provider] = yaml.safe_load((folder / "dashboards" / "shirong.yml").read_text("utf-8"))[
        "providers"
    ]
    uids = {source["uid"] for source in sources["datasources"]}

    for text in generate.written().values():
        assert {panel["datasource"]["uid"] for panel in json.loads(text)["panels"]} == uids
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in COMPOSE["grafana"]["volumes"]
