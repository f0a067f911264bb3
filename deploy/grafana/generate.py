"""`python -m deploy.grafana.generate` writes the dashboards from `boards.py`.

Grafana's JSON is long and holds places and numbers that nobody wants to keep by hand.
"""

import json
from pathlib import Path
from typing import Any

from deploy.grafana.boards import BOARDS, Board, Panel

FOLDER = Path(__file__).with_name("dashboards")
WIDTH, HEIGHT, ACROSS = 8, 8, 3
SOURCE = {"type": "prometheus", "uid": "shirong"}


def dashboard(board: Board) -> dict[str, Any]:
    """What Grafana reads: schema version 39, which versions 10.3 and later take."""
    return {
        "uid": board.uid,
        "title": board.title,
        "tags": ["shirong"],
        "schemaVersion": 39,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "panels": [_panel(number, panel) for number, panel in enumerate(board.panels)],
    }


def _panel(number: int, panel: Panel) -> dict[str, Any]:
    return {
        "id": number + 1,
        "title": panel.title,
        "type": panel.kind,
        "datasource": SOURCE,
        "gridPos": {
            "x": number % ACROSS * WIDTH,
            "y": number // ACROSS * HEIGHT,
            "w": WIDTH,
            "h": HEIGHT,
        },
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {
                "refId": "A",
                "datasource": SOURCE,
                "expr": panel.query,
                "legendFormat": panel.legend,
                "instant": panel.kind != "timeseries",
            }
        ],
    }


def written() -> dict[Path, str]:
    """Each dashboard's file and text."""
    return {
        FOLDER / f"{board.uid}.json": json.dumps(dashboard(board), ensure_ascii=False, indent=1)
        + "\n"
        for board in BOARDS
    }


if __name__ == "__main__":
    for file, text in written().items():
        file.write_text(text, encoding="utf-8")
        print(f"wrote {file.name}")
