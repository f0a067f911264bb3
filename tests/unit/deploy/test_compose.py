"""The distributed form holds every service, everywhere it must be named."""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.pinned import ROOT
from deploy.rabbitmq import generate
from services.dispatch.departments import wire
from tests.whole import NAMES
from tests.whole import SERVICES as BLUEPRINTS

DEPLOY = ROOT / "deploy"
COMPOSE_TEXT = (DEPLOY / "compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
GATEWAY = (DEPLOY / "gateway" / "nginx.conf").read_text("utf-8")
PROMETHEUS = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
DEFINITIONS = json.loads(generate.FILE.read_text("utf-8"))
OWN_VHOST = [each for each in DEFINITIONS["permissions"] if each["vhost"] == generate.VHOST]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

OURS = {f"{name}-{kind}" for name in NAMES for kind in ("api", "worker", "migrate")}
OPTIONAL = {
    *("MEDIA_PUBLIC_URL", "SECOND_FACTOR_ROLES"),
    *("OIDC_ISSUER", "OIDC_NAME", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_REDIRECT_URL"),
    *("NOTICE_PUBLIC_URL", "NOTICE_MAIL_URL", "NOTICE_SMS_URL", "NOTICE_WEBHOOK_HOSTS"),
    *("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG"),
    *("ALERT_WEBHOOK_URL", "TILES_URL", "TILES_ATTRIBUTION"),
    *("BROKER_PORT", "BROKER_TLS", "BROKER_TLS_PORT"),
}
"""What an installation may leave out."""
SECRETS = re.compile(r"PASSWORD|SECRET|KEY|URL")

WORKING = [service.name for service in BLUEPRINTS if service.works.kinds]

OUTWARD = {"notice-worker", "identity-api"}
"""Who speaks to the world: for messages to people, and to an outside provider."""

every_name = pytest.mark.parametrize("name", NAMES)
every_process = pytest.mark.parametrize("process", sorted(OURS))


def variables(text: str) -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{(\w+)", text))


def chosen_by(variable: str, value: str, text: str) -> str:
    """The text as compose reads it where `${VARIABLE:+…}` depends on this value."""
    return re.sub(rf"\$\{{{variable}:\+([^}}]*)\}}", r"\1" if value else "", text)


def looped_over(script: Path) -> list[str]:
    [names] = re.findall(r"^for \w+ in (.+); do$", script.read_text("utf-8"), re.MULTILINE)
    return names.split()


@every_name
def test_a_service_has_an_api_a_worker_and_a_migration_of_one_image(name: str):
    for kind in ("api", "worker", "migrate"):
        process = SERVICES[f"{name}-{kind}"]
        assert process["command"] == kind
        assert process["image"] == f"shirong/{name}:{VERSION}"
    assert SERVICES[f"{name}-migrate"]["build"]["args"] == {"SERVICE": name}


@every_name
def test_a_service_starts_after_its_migration(name: str):
    for kind in ("api", "worker"):
        waits = SERVICES[f"{name}-{kind}"]["depends_on"]
        assert waits[f"{name}-migrate"] == {"condition": "service_completed_successfully"}
        assert waits["rabbitmq"] == {"condition": "service_healthy"}


ADDRESSES = {"SHIRONG_IDENTITY_URL", "SHIRONG_MEDIA_URL", "SHIRONG_BROKER_URL"}
OWN_SECRETS = (
    "SHIRONG_MEDIA_SECRET",
    "SHIRONG_NOTICE_SECRET",
    "SHIRONG_LEDGER_SECRET",
    "SHIRONG_PICTURES_SECRET",
)


@every_name
def test_a_service_knows_its_own_passwords_and_nobody_elses(name: str):
    strangers = {other.upper() for other in NAMES if other != name}
    for kind in ("api", "worker", "migrate"):
        asked = variables(json.dumps(SERVICES[f"{name}-{kind}"]["environment"]))
        assert {f"{name.upper()}_DATABASE_PASSWORD", f"{name.upper()}_BUS_PASSWORD"} <= asked
        assert not {each for each in asked if each.split("_")[0] in strangers}
        assert "POSTGRES_PASSWORD" not in asked


def test_only_identity_can_open_the_signing_keys_and_only_media_has_keys_to_photos():
    holders = {
        variable: {name for name in OURS if variable in SERVICES[name]["environment"]}
        for variable in ("SHIRONG_KEY_SECRET", "SHIRONG_OBJECTS_URL", *OWN_SECRETS)
    }

    assert holders == {
        "SHIRONG_KEY_SECRET": {f"identity-{kind}" for kind in ("api", "worker", "migrate")},
        "SHIRONG_OBJECTS_URL": {f"media-{kind}" for kind in ("api", "worker", "migrate")},
        "SHIRONG_MEDIA_SECRET": {f"media-{kind}" for kind in ("api", "worker", "migrate")},
        "SHIRONG_PICTURES_SECRET": {
            f"{name}-{kind}"
            for name in ("media", "ledger", "intake")
            for kind in ("api", "worker", "migrate")
        },
        "SHIRONG_NOTICE_SECRET": {f"notice-{kind}" for kind in ("api", "worker", "migrate")},
        "SHIRONG_LEDGER_SECRET": {f"ledger-{kind}" for kind in ("api", "worker", "migrate")},
    }


@every_process
def test_a_process_sends_its_spans_where_a_collector_is_named(process: str):
    told = SERVICES[process]["environment"]

    assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "${OTEL_EXPORTER_OTLP_ENDPOINT:-}"


@every_process
def test_a_process_of_ours_may_change_nothing_around_it(process: str):
    ours = SERVICES[process]

    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in ours["security_opt"]
    assert "front" not in ours["networks"]
    assert ("outward" in ours["networks"]) == (process in OUTWARD)


@every_name
def test_the_gateway_leads_to_the_service(name: str):
    ways = re.findall(r"location ~ \^(\S+)\(\?<service>([a-z|]+)\)", GATEWAY)

    assert {way for way, names in ways if name in names.split("|")} == {"/api/", "/health/ready/"}


def test_the_gateway_takes_photos_and_shows_no_metrics():
    assert "client_max_body_size 20m;" in GATEWAY
    assert "metrics" not in re.sub(r"#.*", "", GATEWAY)
    assert "non_idempotent" not in GATEWAY


def test_the_gateway_reaches_the_store_by_one_path_and_without_keys():
    assert GATEWAY.count("objects:8333") == 1
    [way] = re.findall(r"location (= \S+) \{([^}]*\}[^}]*)objects:8333", GATEWAY)
    assert way[0] == "= /files/incoming"
    assert "limit_except POST { deny all; }" in way[1]
    assert "OBJECTS" not in json.dumps(SERVICES["gateway"].get("environment", {}))


@every_name
def test_prometheus_asks_the_services_processes(name: str):
    [job] = [job for job in PROMETHEUS["scrape_configs"] if job["job_name"] == "services"]
    [found] = job["dns_sd_configs"]

    assert {f"{name}-api", f"{name}-worker"} <= set(found["names"])


def test_the_definitions_are_those_of_the_code():
    assert generate.FILE.read_text("utf-8") == generate.written(), (
        "run python -m deploy.rabbitmq.generate"
    )


@every_name
def test_a_service_has_a_user_that_may_only_speak_for_itself(name: str):
    [user] = [each for each in DEFINITIONS["users"] if each["name"] == name]
    [right] = [each for each in OWN_VHOST if each["user"] == name]
    topics = [each for each in DEFINITIONS["topic_permissions"] if each["user"] == name]
    written = {"events", "work"} if name in WORKING else {"events"}

    assert (user["tags"], user["password"]) == ("", f"${{{name.upper()}_BUS_PASSWORD}}")
    assert right["configure"] == "^$"
    assert re.match(right["write"], "events")
    assert not re.match(right["write"], "requeue")
    assert re.match(right["read"], f"{name}.dead")
    assert not re.match(right["read"], "unrouted")
    assert {exchange for exchange in ("events", "work") if re.match(right["write"], exchange)} == (
        written
    )
    assert {each["exchange"] for each in topics} == written
    for topic in topics:
        assert re.match(topic["write"], f"{name}.case.closed.v1")
        assert not re.match(topic["write"], f"{name}s.case.closed.v1")


@pytest.mark.parametrize("name", WORKING)
def test_tasks_are_read_by_the_services_own_workers_alone(name: str):
    readers = {each["user"] for each in OWN_VHOST if re.match(each["read"], f"{name}.work")}

    assert readers == {name}


def test_nobody_else_is_known_to_the_broker():
    tags = {user["name"]: user["tags"] for user in DEFINITIONS["users"]}

    assert tags == {**dict.fromkeys(NAMES, ""), "operator": "administrator"}


def test_departments_are_apart_from_the_services():
    rights = {each["user"]: each for each in DEFINITIONS["permissions"] if each not in OWN_VHOST}

    assert set(rights) == {"dispatch", "operator"}
    assert {each["vhost"] for each in rights.values()} == {wire.VHOST}
    assert rights["dispatch"]["configure"] == "^$"
    assert re.match(rights["dispatch"]["write"], wire.ORDERS)
    for name in (wire.RECEIPTS, wire.name_of("XF"), ""):
        assert not re.match(rights["dispatch"]["write"], name)
    for what in ("configure", "write", "read"):
        assert not re.match(rights["operator"][what], wire.RECEIPTS)


def test_nobody_runs_as_the_operator():
    holders = {
        name for name, each in SERVICES.items() if "OPERATOR_BUS_PASSWORD" in json.dumps(each)
    }

    assert holders == {"rabbitmq", "departments"}
    assert SERVICES["departments"]["profiles"] == ["operate"]
    assert SERVICES["departments"]["restart"] == "no"


@pytest.mark.parametrize("script", ["postgres/databases.sh", "rabbitmq/start.sh"])
def test_a_first_start_knows_every_service(script: str):
    others = ["operator"] if script.startswith("rabbitmq") else []

    assert looped_over(DEPLOY / script) == [*NAMES, *others]
    assert os.access(DEPLOY / script, os.X_OK)


@pytest.mark.parametrize(
    ("chosen", "way", "authority"),
    [("", "amqp", ""), ("yes", "amqps", "?cafile=/run/broker/ca.crt")],
)
@every_process
def test_the_broker_is_reached_over_tls_where_that_is_chosen(
    process: str, chosen: str, way: str, authority: str
):
    ours = SERVICES[process]
    url = chosen_by("BROKER_TLS", chosen, ours["environment"]["SHIRONG_BUS_URL"])

    assert url.startswith(f"{way}://")
    assert url.endswith(f"@rabbitmq/{authority}")
    assert ours["volumes"] == ["./rabbitmq/authority:/run/broker:ro"]


def test_departments_orders_leave_as_facts_do():
    url = SERVICES["dispatch-worker"]["environment"]["SHIRONG_DEPARTMENTS_URL"]

    assert chosen_by("BROKER_TLS", "yes", url).endswith(
        "@rabbitmq/departments?cafile=/run/broker/ca.crt"
    )
    assert chosen_by("BROKER_TLS", "", url).endswith("@rabbitmq/departments")


def test_the_brokers_key_is_the_brokers_alone():
    start = (DEPLOY / "rabbitmq" / "start.sh").read_text("utf-8")
    told = (DEPLOY / "rabbitmq" / "tls.conf").read_text("utf-8")
    mounted = SERVICES["rabbitmq"]["volumes"]

    assert {"./rabbitmq/tls.conf:/opt/tls.conf:ro", "./rabbitmq/tls:/opt/tls:ro"} <= set(mounted)
    assert "/opt/tls/tls.crt /opt/tls/tls.key /run/tls/" in start
    assert "/run/tls" in SERVICES["rabbitmq"]["tmpfs"]
    assert {"certfile = /run/tls/tls.crt", "keyfile = /run/tls/tls.key"} <= set(
        re.findall(r"(?<=ssl_options\.)\w+file = .+", told)
    )
    assert [name for name, each in SERVICES.items() if "rabbitmq/tls" in str(each)] == ["rabbitmq"]
    for folder in ("tls", "authority"):
        assert "\n*\n" in (DEPLOY / "rabbitmq" / folder / ".gitignore").read_text("utf-8")


def started(profile: str) -> set[str]:
    """What runs once everything is up with this profile; migrations have ended by then."""
    chosen = {
        name
        for name, each in SERVICES.items()
        if not each.get("profiles") or profile in each["profiles"]
    }
    return chosen - {f"{name}-migrate" for name in NAMES}


def test_the_minimal_profile_is_what_runs_the_city_and_full_adds_who_watches():
    city = {f"{name}-{kind}" for name in NAMES for kind in ("api", "worker")}

    assert (
        started("minimal")
        == started("")
        == city | {*("gateway", "postgres", "rabbitmq", "objects")}
    )
    assert started("full") - started("minimal") == {"prometheus", "alertmanager", "grafana"}


def test_nothing_of_the_minimal_profile_waits_for_what_it_lacks():
    there = started("minimal") | {f"{name}-migrate" for name in NAMES}

    for name in there:
        assert set(SERVICES[name].get("depends_on", {})) <= there, name


def test_the_minimal_profile_rests_in_two_and_a_half_gigabytes():
    kept = {name: SERVICES[name]["mem_reservation"] for name in started("minimal")}

    assert sum(int(size.removesuffix("m")) for size in kept.values()) * 2**20 <= 2.5e9


def test_every_image_is_of_a_known_version():
    tags = {name: each["image"].rpartition(":")[2] for name, each in SERVICES.items()}

    assert {name for name, tag in tags.items() if not tag[0].isalnum() or tag == "latest"} == set()
    assert "# syntax=" not in (DEPLOY / "Dockerfile").read_text("utf-8")


def test_nothing_is_published_beyond_this_machine():
    ports = [port for each in SERVICES.values() for port in each.get("ports", [])]

    assert "127.0.0.1:8080:8080" in ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_variable_is_in_the_example_and_none_is_there_for_nothing():
    example = (DEPLOY / ".env.example").read_text("utf-8")

    assert variables(COMPOSE_TEXT) - OPTIONAL == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_what_is_missing_stops_compose_with_a_word_on_what_to_do():
    asked = re.findall(r"(?<!\$)\$\{(\w+)(.*?)\}", COMPOSE_TEXT)

    assert {what for name, what in asked if name not in OPTIONAL} == {":?run make secrets"}


def test_no_secret_is_written_down():
    for name, each in SERVICES.items():
        for variable, value in each.get("environment", {}).items():
            if SECRETS.search(variable) and variable not in ADDRESSES:
                assert "${" in value, f"{name}: {variable}"


@pytest.mark.parametrize(("name", "added"), [("pitr", {"archive-owner"}), ("move", set())])
def test_an_override_changes_what_is_there(name: str, added: set[str]):
    override = yaml.safe_load((DEPLOY / f"compose.{name}.yaml").read_text("utf-8"))

    assert override["services"].keys() - SERVICES.keys() == added
    for changed in override["services"].values():
        assert set(changed.get("networks", [])) <= COMPOSE["networks"].keys()
        assert all(port.startswith("127.0.0.1:") for port in changed.get("ports", []))


def test_an_archived_server_has_what_every_server_has():
    override = yaml.safe_load((DEPLOY / "compose.pitr.yaml").read_text("utf-8"))
    archived = " ".join(override["services"]["postgres"]["command"].split())

    assert archived.startswith(SERVICES["postgres"]["command"])
    assert "archive_command='bash /opt/pitr.sh archive" in archived
