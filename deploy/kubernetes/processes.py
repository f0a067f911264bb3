"""What Kubernetes runs of one service: an API, a worker, a migration, and how they scale."""

from typing import Any

from deploy.kubernetes.sizes import LOAD, SMALL, Between

PORT = 8000
SECRETS = "/run/secrets/shirong"
TRACES = "OTEL_"
"""How the variables begin that an installation's own ConfigMap `tracing` may set."""
MEMORY = {
    ("media", "api"): "1Gi",
    ("media", "worker"): "1Gi",
    ("intake", "worker"): "1Gi",
    ("identity", "api"): "384Mi",
}
"""Beyond what the others need, measured in the compose form."""
GRACE = {"media": 60}
"""Seconds to finish what is in hand; a photo takes longer than others' work."""
MESSAGES, TASKS = 400, 4
"""Waiting ones per worker that another worker comes for: twice what one takes at a time."""


def documents(
    name: str, environment: dict[str, str], *, version: str, works: bool
) -> list[dict[str, Any]]:
    """Everything of the service. An environment's value with `${` comes from the secret,
    where traces go from a ConfigMap that may be missing."""
    return [
        _service(name),
        *(_deployment(name, kind, environment, version) for kind in ("api", "worker")),
        _migration(name, environment, version),
        *(_disruption(name, kind) for kind in ("api", "worker")),
        _autoscaler(name, SMALL.apis[LOAD[name]]),
        _scaled(name, SMALL.workers[LOAD[name]], works=works),
    ]


def labels(name: str, kind: str) -> dict[str, str]:
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/component": kind}


def container(
    name: str, environment: dict[str, str], version: str, *, command: str, memory: str
) -> dict[str, Any]:
    """A process of ours: nothing to write to but /tmp, no privileges, secrets as files."""
    return {
        "name": command,
        "image": f"shirong/{name}:{version}",
        "args": [command],
        "env": [_variable(key, value) for key, value in environment.items()],
        "resources": {"requests": {"cpu": "100m", "memory": memory}, "limits": {"memory": memory}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - the only place to write
            {"name": "secrets", "mountPath": SECRETS, "readOnly": True},
        ],
    }


def _variable(key: str, value: str) -> dict[str, Any]:
    if key.startswith(TRACES):
        chosen = {"name": "tracing", "key": key, "optional": True}
        return {"name": key, "valueFrom": {"configMapKeyRef": chosen}}
    if "${" in value:
        return {"name": f"{key}_FILE", "value": f"{SECRETS}/{key}"}
    return {"name": key, "value": value}


def pod(name: str, kind: str, **spec: Any) -> dict[str, Any]:
    """A template of pods that run as nobody in particular and need nothing of the cluster."""
    return {
        "metadata": {"labels": labels(name, kind)},
        "spec": {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": 10001,
                "runAsGroup": 10001,
                "fsGroup": 10001,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            **spec,
        },
    }


def named(kind: str, name: str, api: str, **rest: Any) -> dict[str, Any]:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name}, **rest}


def disruption(name: str, selector: dict[str, str]) -> dict[str, Any]:
    """Nodes are emptied one process at a time."""
    budget = {"maxUnavailable": 1, "selector": {"matchLabels": selector}}
    return named("PodDisruptionBudget", name, "policy/v1", spec=budget)


def spread(selector: dict[str, str]) -> list[dict[str, Any]]:
    """Over nodes, and over zones where there are some."""
    return [
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": selector},
        }
        for key in ("kubernetes.io/hostname", "topology.kubernetes.io/zone")
    ]


def _volumes(name: str) -> list[dict[str, Any]]:
    return [
        {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}},
        {"name": "secrets", "secret": {"secretName": name, "defaultMode": 0o440}},
    ]


def _service(name: str) -> dict[str, Any]:
    ports = [{"name": "http", "port": PORT, "targetPort": "http"}]
    spec = {"selector": labels(name, "api"), "ports": ports}
    return named("Service", f"{name}-api", "v1", spec=spec)


def _deployment(name: str, kind: str, environment: dict[str, str], version: str) -> dict[str, Any]:
    memory = MEMORY.get((name, kind), "256Mi")
    process = container(name, environment, version, command=kind, memory=memory) | {
        "ports": [{"name": "http", "containerPort": PORT}],
        # It goes on while the cluster still sends requests its way, then finishes what is in hand.
        "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
        # Up to two minutes for a first start; then a process that hangs is replaced, and one whose
        # database or broker is away is asked nothing until it is back.
        "startupProbe": _probe("live", period=2, failures=60),
        "livenessProbe": _probe("live", period=10, failures=6),
        "readinessProbe": _probe("ready", period=5, failures=2),
    }
    waits = container(name, environment, version, command="await-migration", memory="256Mi")
    template = pod(
        name,
        kind,
        terminationGracePeriodSeconds=GRACE.get(name, 40),
        topologySpreadConstraints=spread(labels(name, kind)),
        initContainers=[waits],
        containers=[process],
        volumes=_volumes(name),
    )
    # How many there are is the autoscaler's to say.
    spec = {
        "revisionHistoryLimit": 3,
        "strategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
        "selector": {"matchLabels": labels(name, kind)},
        "template": template,
    }
    return named("Deployment", f"{name}-{kind}", "apps/v1", spec=spec)


def _probe(what: str, *, period: int, failures: int) -> dict[str, Any]:
    return {
        "httpGet": {"path": f"/health/{what}", "port": "http"},
        "periodSeconds": period,
        "timeoutSeconds": 5,
        "failureThreshold": failures,
    }


def _migration(name: str, environment: dict[str, str], version: str) -> dict[str, Any]:
    """One per version, as a job can't be changed; older ones go after a day."""
    process = container(name, environment, version, command="migrate", memory="256Mi")
    template = pod(
        name,
        "migrate",
        restartPolicy="OnFailure",
        containers=[process],
        volumes=_volumes(name),
    )
    spec = {"backoffLimit": 20, "ttlSecondsAfterFinished": 86_400, "template": template}
    return named("Job", f"{name}-migrate-{version.replace('.', '-')}", "batch/v1", spec=spec)


def _disruption(name: str, kind: str) -> dict[str, Any]:
    return disruption(f"{name}-{kind}", labels(name, kind))


def _autoscaler(name: str, size: Between) -> dict[str, Any]:
    target = {"type": "Utilization", "averageUtilization": 700}
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": f"{name}-api"},
        "minReplicas": size.least,
        "maxReplicas": size.most,
        # Seven tenths of a processor: a process answers on one thread.
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
    }
    return named("HorizontalPodAutoscaler", f"{name}-api", "autoscaling/v2", spec=spec)


def _scaled(name: str, size: Between, *, works: bool) -> dict[str, Any]:
    """By the depth of its queues, unacknowledged messages counted: busy workers stay."""
    waiting = {name: MESSAGES, f"{name}.work": TASKS} if works else {name: MESSAGES}
    spec = {
        "scaleTargetRef": {"name": f"{name}-worker"},
        "pollingInterval": 5,
        "cooldownPeriod": 300,
        "minReplicaCount": size.least,
        "maxReplicaCount": size.most,
        "fallback": {"failureThreshold": 3, "replicas": max(2, size.least)},
        "triggers": [
            {
                "type": "rabbitmq",
                "metadata": {
                    "protocol": "http",
                    "queueName": queue,
                    "mode": "QueueLength",
                    "value": str(value),
                    "excludeUnacknowledged": "false",
                },
                "authenticationRef": {"name": "rabbitmq"},
            }
            for queue, value in waiting.items()
        ],
    }
    return named("ScaledObject", f"{name}-worker", "keda.sh/v1alpha1", spec=spec)
