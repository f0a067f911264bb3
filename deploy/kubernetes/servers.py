"""PostgreSQL and RabbitMQ, kept by their operators, the gateway, and the nightly backup."""

from typing import Any

from deploy.kubernetes.processes import container, disruption, named, pod, spread
from deploy.kubernetes.sizes import SMALL, Server

GATEWAY = {"app.kubernetes.io/name": "gateway", "app.kubernetes.io/component": "gateway"}
ARCHIVER = "barman-cloud.cloudnative-pg.io"


def resources(server: Server) -> dict[str, Any]:
    return {
        "requests": {"cpu": server.cpu, "memory": server.memory},
        "limits": {"memory": server.memory},
    }


def postgres(names: list[str]) -> list[dict[str, Any]]:
    """A database and a role for each service; every change archived in the object store."""
    first, *others = names
    size = SMALL.postgres
    cluster = {
        "instances": size.copies,
        "imageName": "ghcr.io/cloudnative-pg/postgresql:17",
        "storage": {"size": size.storage},
        "resources": resources(size),
        "enableSuperuserAccess": True,
        "superuserSecret": {"name": "postgres-superuser"},
        "postgresql": {"parameters": {"max_connections": str(SMALL.connections)}},
        "bootstrap": {
            "initdb": {
                "database": first,
                "owner": first,
                "secret": {"name": f"{first}-database"},
                "encoding": "UTF8",
                "localeCollate": "C.UTF-8",
                "localeCType": "C.UTF-8",
            }
        },
        "managed": {
            "roles": [
                {
                    "name": name,
                    "login": True,
                    "connectionLimit": -1,
                    "passwordSecret": {"name": f"{name}-database"},
                }
                for name in names
            ]
        },
        "plugins": [
            {
                "name": ARCHIVER,
                "isWALArchiver": True,
                "parameters": {"barmanObjectName": "postgres-archive"},
            }
        ],
    }
    return [
        named("Cluster", "postgres", "postgresql.cnpg.io/v1", spec=cluster),
        *(_database(name) for name in others),
        _archive(),
        _scheduled(),
    ]


def _database(name: str) -> dict[str, Any]:
    spec = {
        "name": name,
        "owner": name,
        "cluster": {"name": "postgres"},
        "template": "template0",
        "encoding": "UTF8",
        "localeCollate": "C.UTF-8",
        "localeCType": "C.UTF-8",
        # Taking this document away never takes the data away.
        "databaseReclaimPolicy": "retain",
    }
    return named("Database", f"{name}-database", "postgresql.cnpg.io/v1", spec=spec)


def _archive() -> dict[str, Any]:
    def key(name: str) -> dict[str, str]:
        return {"name": "postgres-archive", "key": name}

    configuration = {
        "destinationPath": "s3://postgres/",
        "endpointURL": "https://objects.example",
        "s3Credentials": {"accessKeyId": key("access"), "secretAccessKey": key("secret")},
        "wal": {"compression": "gzip"},
        "data": {"compression": "gzip"},
    }
    spec = {"retentionPolicy": "30d", "configuration": configuration}
    return named("ObjectStore", "postgres-archive", "barmancloud.cnpg.io/v1", spec=spec)


def _scheduled() -> dict[str, Any]:
    spec = {
        # With seconds first: every night at two.
        "schedule": "0 0 2 * * *",
        "cluster": {"name": "postgres"},
        "method": "plugin",
        "pluginConfiguration": {"name": ARCHIVER},
    }
    return named("ScheduledBackup", "postgres", "postgresql.cnpg.io/v1", spec=spec)


def rabbitmq() -> list[dict[str, Any]]:
    """The broker with its users and queues from a secret; and who may look at their depth."""
    size = SMALL.rabbitmq
    definitions = {"secret": {"secretName": "rabbitmq-definitions"}, "name": "definitions"}
    mounted = {"name": "definitions", "mountPath": "/etc/shirong", "readOnly": True}
    spec = {
        "image": "rabbitmq:4-management",
        "replicas": size.copies,
        "resources": resources(size),
        "persistence": {"storage": size.storage},
        "rabbitmq": {
            "additionalConfig": "definitions.import_backend = local_filesystem\n"
            "definitions.local.path = /etc/shirong/definitions.json\n"
            "cluster_partition_handling = pause_minority\n"
            "disk_free_limit.absolute = 2GB\n"
        },
        "override": {
            "statefulSet": {
                "spec": {
                    "template": {
                        "spec": {
                            "containers": [{"name": "rabbitmq", "volumeMounts": [mounted]}],
                            "volumes": [definitions],
                        }
                    }
                }
            }
        },
    }
    looking = [{"parameter": "host", "name": "keda-rabbitmq", "key": "host"}]
    return [
        named("RabbitmqCluster", "rabbitmq", "rabbitmq.com/v1beta1", spec=spec),
        named(
            "TriggerAuthentication",
            "rabbitmq",
            "keda.sh/v1alpha1",
            spec={"secretTargetRef": looking},
        ),
    ]


def gateway() -> list[dict[str, Any]]:
    """nginx as in the compose form; the cluster's ingress brings the certificate."""
    probe = {"httpGet": {"path": "/health/live", "port": "http"}, "periodSeconds": 5}
    process = {
        "name": "gateway",
        "image": "shirong/gateway:0.1.0",
        "ports": [{"name": "http", "containerPort": 8080}],
        "readinessProbe": probe,
        "livenessProbe": probe,
        "resources": {
            "requests": {"cpu": "100m", "memory": "128Mi"},
            "limits": {"memory": "128Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "conf", "mountPath": "/etc/nginx/nginx.conf", "subPath": "nginx.conf"},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - uploads wait here
        ],
    }
    volumes = [
        {"name": "conf", "configMap": {"name": "gateway"}},
        {"name": "tmp", "emptyDir": {"sizeLimit": "2Gi"}},
    ]
    template = pod(
        "gateway",
        "gateway",
        topologySpreadConstraints=spread(GATEWAY),
        containers=[process],
        volumes=volumes,
    )
    deployment = {
        "replicas": 2,
        "selector": {"matchLabels": GATEWAY},
        "template": template,
    }
    ports = [{"name": "http", "port": 8080, "targetPort": "http"}]
    backend = {"service": {"name": "gateway", "port": {"name": "http"}}}
    rule = {"host": "city.example", "http": {"paths": [_path(backend)]}}
    tls = [{"hosts": ["city.example"], "secretName": "gateway-tls"}]
    return [
        named("Service", "gateway", "v1", spec={"selector": GATEWAY, "ports": ports}),
        named("Deployment", "gateway", "apps/v1", spec=deployment),
        disruption("gateway", GATEWAY),
        named("Ingress", "gateway", "networking.k8s.io/v1", spec={"tls": tls, "rules": [rule]}),
    ]


def _path(backend: dict[str, Any]) -> dict[str, Any]:
    return {"path": "/", "pathType": "Prefix", "backend": backend}


def backup(version: str) -> list[dict[str, Any]]:
    """Databases, objects and keys into a volume every night, and only the last fortnight's kept."""
    environment = {
        "BACKUP_POSTGRES_URL": "${}",
        "BACKUP_PHOTOS_URL": "${}",
        "BACKUP_EXPORTS_URL": "${}",
    }

    def step(command: str, *arguments: str) -> dict[str, Any]:
        made = container("backup", {}, version, command=command, memory="512Mi")
        made["args"] = [command, *arguments, "--to", "/backups"]
        made["env"] = [
            {"name": name, "valueFrom": {"secretKeyRef": {"name": "backup", "key": name}}}
            for name in environment
        ] + [{"name": "BACKUP_ENVIRONMENT", "value": "/run/secrets/shirong/environment"}]
        made["volumeMounts"].append({"name": "backups", "mountPath": "/backups"})
        return made

    claim = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "500Gi"}},
    }
    template = pod(
        "backup",
        "backup",
        restartPolicy="Never",
        initContainers=[step("save", "--servers")],
        containers=[step("prune", "--keep", "14")],
        volumes=[
            {"name": "tmp", "emptyDir": {"sizeLimit": "2Gi"}},
            {"name": "secrets", "secret": {"secretName": "backup", "defaultMode": 0o440}},
            {"name": "backups", "persistentVolumeClaim": {"claimName": "backups"}},
        ],
    )
    job = {"backoffLimit": 2, "template": template}
    spec = {
        "schedule": "30 2 * * *",
        "timeZone": "Asia/Shanghai",
        "concurrencyPolicy": "Forbid",
        "jobTemplate": {"spec": job},
    }
    return [
        named("PersistentVolumeClaim", "backups", "v1", spec=claim),
        named("CronJob", "backup", "batch/v1", spec=spec),
    ]
