"""The documents for Kubernetes are current, valid, and as careful as the compose form."""

import copy
import json
import shutil
import subprocess
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from deploy import secrets as compose_secrets
from deploy.kubernetes import generate, secrets
from deploy.kubernetes.processes import SECRETS
from deploy.kubernetes.sizes import LOAD, SIZES, Size
from services.chassis.migrate import is_current, upgrade
from tests.unit.deploy.custom_resources import SPECS
from tests.unit.deploy.test_compose import COMPOSE
from tests.unit.deploy.test_secrets import variables
from tests.whole import NAMES, SERVICES

KUBERNETES = "1.34"
Document = dict[str, Any]
FILES = generate.written()


def documents(path: str) -> list[Document]:
    return list(yaml.safe_load_all(FILES[generate.HERE / path]))


BASE: list[Document] = [
    document
    for path in FILES
    if path.parent.name == "base" and path.suffix == ".yaml" and path.stem != "kustomization"
    for document in documents(f"base/{path.name}")
]


def key(document: Document) -> tuple[str, str]:
    return document["kind"], document["metadata"]["name"]


def name_of(document: Document) -> str:
    return "-".join(key(document))


def of_kind(kind: str, among: list[Document] = BASE) -> list[Document]:
    return [each for each in among if each["kind"] == kind]


def merged(document: Document, patch: Document) -> Document:
    """As kustomize merges what holds no lists."""
    for name, value in patch.items():
        if isinstance(value, dict):
            document[name] = merged(document.get(name, {}), value)
        else:
            document[name] = value
    return document


def built(size: Size) -> list[Document]:
    """An overlay's documents."""
    made = {key(each): each for each in copy.deepcopy(BASE)}
    for patch in documents(f"overlays/{size.name}/sizes.yaml"):
        merged(made[key(patch)], patch)
    return list(made.values())


def validate(document: Document) -> None:
    """Fail at what Kubernetes, or the resource's operator, would refuse or ignore."""
    spec = SPECS.get((document["apiVersion"], document["kind"]))
    if spec is None:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)
    else:
        jsonschema.validate(document["spec"], spec)


def pods() -> list[tuple[str, Document]]:
    found = []
    for document in BASE:
        spec = document.get("spec", {})
        if document["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if document["kind"] in {"Deployment", "Job", "CronJob"}:
            found.append((name_of(document), spec["template"]))
    return found


every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
every_pod = pytest.mark.parametrize("pod", [pod for _, pod in pods()], ids=[n for n, _ in pods()])


def test_what_is_recorded_is_what_the_code_says():
    there = {
        path: path.read_text("utf-8")
        for folder in ("base", "overlays")
        for path in (generate.HERE / folder).rglob("*")
        if path.is_file()
    }

    assert there == FILES, "python -m deploy.kubernetes.generate"


@pytest.mark.parametrize("document", BASE, ids=name_of)
def test_a_document_is_valid(document: Document):
    validate(document)


@every_size
def test_a_size_is_valid_and_changes_only_what_is_there(size: Size):
    for document in built(size):
        validate(document)


if KUBECTL := shutil.which("kubectl"):
    # Where it is at hand; elsewhere the merge above stands for it.
    @every_size
    def test_kustomize_makes_the_same_of_it(size: Size):
        done = subprocess.run(
            [KUBECTL, "kustomize", str(generate.HERE / "overlays" / size.name)],
            capture_output=True,
            text=True,
            check=True,
        )

        made = {key(each): each for each in yaml.safe_load_all(done.stdout)}

        for document in built(size):
            other = made[key(document)]
            if document["kind"] in {"ScaledObject", "Cluster", "RabbitmqCluster"}:
                assert other["spec"] == document["spec"]
            assert document["kind"] == "Namespace" or other["metadata"]["namespace"] == "shirong"


@pytest.mark.parametrize("spelling", ["replica", "Replicas"])
def test_the_guard_sees_a_field_that_nobody_knows(spelling: str):
    deployment = copy.deepcopy(of_kind("Deployment")[0])
    deployment["spec"][spelling] = 3
    scaled = copy.deepcopy(of_kind("ScaledObject")[0])
    scaled["spec"][spelling] = 3

    with pytest.raises(kubernetes_validate.ValidationError):
        validate(deployment)
    with pytest.raises(jsonschema.ValidationError):
        validate(scaled)


@pytest.mark.parametrize("name", NAMES)
def test_every_service_has_its_processes_and_what_belongs_to_them(name: str):
    there = {key(each) for each in BASE}
    version = generate.VERSION.replace(".", "-")

    assert {
        ("Service", f"{name}-api"),
        ("Job", f"{name}-migrate-{version}"),
        ("HorizontalPodAutoscaler", f"{name}-api"),
        ("ScaledObject", f"{name}-worker"),
        *(("Deployment", f"{name}-{kind}") for kind in ("api", "worker")),
        *(("PodDisruptionBudget", f"{name}-{kind}") for kind in ("api", "worker")),
    } <= there


def test_every_service_has_a_size():
    assert set(LOAD) == set(NAMES)


def test_queues_that_workers_scale_by_are_on_the_broker():
    definitions = json.loads((generate.DEPLOY / "rabbitmq" / "definitions.json").read_text("utf-8"))
    asked = {
        trigger["metadata"]["queueName"]
        for each in of_kind("ScaledObject")
        for trigger in each["spec"]["triggers"]
    }

    assert asked <= {queue["name"] for queue in definitions["queues"]}
    assert {f"{service.name}.work" for service in SERVICES if service.works.kinds} <= asked


@every_pod
def test_a_pod_runs_as_nobody_and_writes_nowhere_but_tmp(pod: Document):
    spec = pod["spec"]

    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    for container in [*spec.get("initContainers", []), *spec["containers"]]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}


@pytest.mark.parametrize("document", of_kind("Deployment"), ids=name_of)
def test_a_process_is_asked_how_it_is(document: Document):
    [container] = document["spec"]["template"]["spec"]["containers"]

    assert {"livenessProbe", "readinessProbe"} <= container.keys()


def test_secrets_hold_what_processes_ask_for_and_nobody_elses():
    example = compose_secrets.EXAMPLE.read_text("utf-8")
    known = variables(compose_secrets.filled(example, {})) | {
        "KEDA_PASSWORD": "k" * 24,
        "ARCHIVE_ACCESS_KEY": "a" * 24,
        "ARCHIVE_SECRET_KEY": "s" * 24,
    }
    made = {
        each["metadata"]["name"]: each["stringData"]
        for each in secrets.documents(known, objects="objects.example")
    }

    for name, pod in pods():
        asked = {
            variable["value"].removeprefix(f"{SECRETS}/")
            for container in pod["spec"]["containers"]
            for variable in container.get("env", [])
            if variable["name"].endswith("_FILE")
        }
        [volume] = [v for v in pod["spec"]["volumes"] if "secret" in v] or [None]
        assert asked == set(made[volume["secret"]["secretName"]] if volume and asked else ()), name
    assert made["media"]["SHIRONG_OBJECTS_URL"].startswith("https://")
    assert made["media"]["SHIRONG_OBJECTS_URL"].endswith("@objects.example/photos")
    assert "@postgres-rw.shirong.svc.cluster.local/review" in made["review"]["SHIRONG_DATABASE_URL"]
    assert "${" not in json.dumps(made)


def test_a_collector_of_traces_is_named_by_a_config_map_that_may_be_missing():
    asked = {
        name: variable["valueFrom"]["configMapKeyRef"]
        for name, pod in pods()
        for container in pod["spec"]["containers"]
        for variable in container.get("env", [])
        if variable["name"] == "OTEL_EXPORTER_OTLP_ENDPOINT"
    }

    assert {f"Deployment-{name}-{kind}" for name in NAMES for kind in ("api", "worker")} <= set(
        asked
    )
    assert all(each["name"] == "tracing" and each["optional"] for each in asked.values())


def test_the_certificate_of_composes_broker_is_nothing_to_the_clusters():
    text = "amqp${BROKER_TLS:+s}://rabbitmq/${BROKER_TLS:+?cafile=/run/broker/ca.crt}"

    assert secrets.filled(text, {"BROKER_TLS": "yes"}, "objects.example") == "amqp://rabbitmq/"


def test_a_secret_that_is_lacking_is_named():
    with pytest.raises(secrets.Lacking, match="CURSOR_SECRET is not set"):
        secrets.documents({}, objects="objects.example")


@every_size
def test_all_processes_at_most_have_connections_enough(size: Size):
    pool = int(COMPOSE["x-environment"]["SHIRONG_DATABASE_POOL"]) + 2
    most = sum(size.apis[load].most + size.workers[load].most for load in LOAD.values())

    assert most * pool <= size.connections - 10


def test_nobody_speaks_to_anybody_unless_it_is_written():
    [everybody] = [each for each in of_kind("NetworkPolicy") if key(each)[1] == "deny-all"]

    assert everybody["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [],
        "egress": [],
    }


def test_every_way_has_both_ends():
    names = {key(each)[1] for each in of_kind("NetworkPolicy")}
    ends = {name for name in names if name.endswith(("-in", "-out"))}

    assert ends
    assert {name.removesuffix("-in") for name in ends if name.endswith("-in")} == {
        name.removesuffix("-out") for name in ends if name.endswith("-out")
    }


async def test_a_process_waits_for_its_migration(tmp_path):
    service, url = SERVICES[0], f"sqlite+aiosqlite:///{tmp_path}/identity.db"
    assert not await is_current(service, url)

    await upgrade(service, url, to="0001")
    assert not await is_current(service, url)

    await upgrade(service, url)
    assert await is_current(service, url)
