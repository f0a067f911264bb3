"""`python -m deploy.kubernetes.generate` writes what Kubernetes runs: a base, and its overlays.

Settings come from `deploy/compose.yaml` and `deploy/gateway/nginx.conf`, so that a service needs to
be told a thing once. What an installation changes (names, addresses, images) it patches in an
overlay of its own.
"""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import yaml

from deploy.embedded.assembly import SERVICES
from deploy.kubernetes import policies, processes, servers
from deploy.kubernetes.sizes import LOAD, SIZES, Size

HERE = Path(__file__).parent
DEPLOY = HERE.parent
NAMESPACE = "shirong"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
VERSION = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
LABEL = {"pairs": {"app.kubernetes.io/part-of": NAMESPACE}, "includeTemplates": True}
HEADER = "# Written by `python -m deploy.kubernetes.generate`.\n"


def environment(name: str) -> dict[str, str]:
    """A service's settings as compose gives them; `${…}` stands where a secret goes."""
    given: dict[str, str] = COMPOSE["services"][f"{name}-api"]["environment"]
    return {key: str(value) for key, value in given.items()}


def written() -> dict[Path, str]:
    """Every file's text by its path."""
    names = [service.name for service in SERVICES]
    base: dict[str, list[dict[str, Any]]] = {
        f"{service.name}.yaml": processes.documents(
            service.name,
            environment(service.name),
            version=VERSION,
            works=bool(service.works.kinds),
        )
        for service in SERVICES
    }
    base["gateway.yaml"] = servers.gateway()
    base["postgres.yaml"] = servers.postgres(names)
    base["rabbitmq.yaml"] = servers.rabbitmq()
    base["backup.yaml"] = servers.backup(VERSION)
    base["policies.yaml"] = policies.documents(names)
    base["namespace.yaml"] = [processes.named("Namespace", NAMESPACE, "v1")]
    files = {HERE / "base" / name: _text(documents) for name, documents in base.items()}
    files[HERE / "base" / "nginx.conf"] = _nginx()
    files[HERE / "base" / "kustomization.yaml"] = _text([_base(sorted(base))])
    for size in SIZES:
        folder = HERE / "overlays" / size.name
        files[folder / "kustomization.yaml"] = _text([_overlay()])
        files[folder / "sizes.yaml"] = _text(_patches(size))
    return files


def _text(documents: list[dict[str, Any]]) -> str:
    return HEADER + yaml.dump_all(documents, sort_keys=False, allow_unicode=True, width=100)


def _nginx() -> str:
    """Compose's gateway; its own resolver needs names in full, and another server to ask."""
    text = (DEPLOY / "gateway" / "nginx.conf").read_text("utf-8")
    for before, after in {
        "resolver 127.0.0.11 ": "resolver kube-dns.kube-system.svc.cluster.local ",
        "-api:8000": f"-api.{NAMESPACE}.svc.cluster.local:8000",
    }.items():
        if before not in text:
            raise ValueError(f"nginx.conf has no {before!r} any more")
        text = text.replace(before, after)
    return HEADER + text


def _base(files: list[str]) -> dict[str, Any]:
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": NAMESPACE,
        "labels": [LABEL],
        "resources": files,
        "configMapGenerator": [{"name": "gateway", "files": ["nginx.conf"]}],
    }


def _overlay() -> dict[str, Any]:
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["../../base"],
        "patches": [{"path": "sizes.yaml"}],
    }


def _patches(size: Size) -> list[dict[str, Any]]:
    patches = []
    for name, load in LOAD.items():
        apis, workers = size.apis[load], size.workers[load]
        patches += [
            processes.named(
                "HorizontalPodAutoscaler",
                f"{name}-api",
                "autoscaling/v2",
                spec={"minReplicas": apis.least, "maxReplicas": apis.most},
            ),
            processes.named(
                "ScaledObject",
                f"{name}-worker",
                "keda.sh/v1alpha1",
                spec={"minReplicaCount": workers.least, "maxReplicaCount": workers.most},
            ),
        ]
    postgres = {
        "instances": size.postgres.copies,
        "storage": {"size": size.postgres.storage},
        "resources": servers.resources(size.postgres),
        "postgresql": {"parameters": {"max_connections": str(size.connections)}},
    }
    rabbitmq = {
        "replicas": size.rabbitmq.copies,
        "persistence": {"storage": size.rabbitmq.storage},
        "resources": servers.resources(size.rabbitmq),
    }
    return [
        *patches,
        processes.named("Cluster", "postgres", "postgresql.cnpg.io/v1", spec=postgres),
        processes.named("RabbitmqCluster", "rabbitmq", "rabbitmq.com/v1beta1", spec=rabbitmq),
    ]


def main() -> None:
    for folder in ("base", "overlays"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    for path, text in written().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"wrote {HERE}")


if __name__ == "__main__":
    main()
