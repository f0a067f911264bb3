"""The list of parts holds what images hold, and says under which licence."""

from deploy import sbom
from tests.whole import NAMES


def test_every_service_counts_and_no_tool_of_ours():
    assert sbom.services() == sorted(NAMES)
    names = {line.split("==")[0] for line in sbom.requirements().splitlines() if "==" in line}
    assert {"fastapi", "asyncpg", "minio", "authlib", "apprise"} <= names
    assert not {"pytest", "ruff", "cyclonedx-bom"} & names


def test_a_licence_is_told_however_it_is_given():
    parts = [
        {"name": "b", "version": "1", "licenses": [{"license": {"id": "MIT"}}]},
        {"name": "A", "version": "2", "licenses": [{"expression": "MIT OR Apache-2.0"}]},
        {"name": "c", "version": "3"},
        {"name": "d", "version": "4", "licenses": [{"license": {"name": "Its own"}}]},
    ]

    assert sbom.licences({"components": parts}) == [
        ("A", "2", "MIT OR Apache-2.0"),
        ("b", "1", "MIT"),
        ("c", "3", "unknown"),
        ("d", "4", "Its own"),
    ]
