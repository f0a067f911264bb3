"""What the operators' resources may hold of what we use, as their documentation has it.

KEDA 2.21, CloudNativePG 1.30 with its Barman Cloud plugin 0.16, RabbitMQ Cluster Operator 2: closed
on purpose, so that a field written wrongly is seen here and not by a cluster that ignores it.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
YES: Schema = {"type": "boolean"}
SIZE: Schema = {"type": "string", "pattern": r"^[0-9]+(Mi|Gi|Ti)$"}
QUANTITIES: Schema = {"type": "object", "additionalProperties": {"type": "string"}}


def closed(required: str = "", /, **properties: Schema) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def several(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


RESOURCES = closed(requests=QUANTITIES, limits=QUANTITIES)
NAMED = closed("name", name=TEXT)
KEYED = closed("name key", name=TEXT, key=TEXT)

SCALED_OBJECT = closed(
    "scaleTargetRef triggers",
    scaleTargetRef=closed("name", name=TEXT, kind=TEXT, apiVersion=TEXT),
    pollingInterval=NUMBER,
    cooldownPeriod=NUMBER,
    minReplicaCount=NUMBER,
    maxReplicaCount=NUMBER,
    fallback=closed("failureThreshold replicas", failureThreshold=NUMBER, replicas=NUMBER),
    triggers=several(
        closed(
            "type metadata",
            type={"const": "rabbitmq"},
            authenticationRef=NAMED,
            metadata=closed(
                "queueName mode value",
                protocol={"enum": ["http", "amqp", "auto"]},
                queueName=TEXT,
                mode={"enum": ["QueueLength", "MessageRate"]},
                value={"type": "string", "pattern": "^[0-9]+$"},
                excludeUnacknowledged={"enum": ["true", "false"]},
            ),
        )
    ),
)
TRIGGER_AUTHENTICATION = closed(
    secretTargetRef=several(closed("parameter name key", parameter=TEXT, name=TEXT, key=TEXT))
)
CLUSTER = closed(
    "instances storage",
    instances={"type": "integer", "minimum": 1},
    imageName=TEXT,
    storage=closed("size", size=SIZE),
    resources=RESOURCES,
    enableSuperuserAccess=YES,
    superuserSecret=NAMED,
    postgresql=closed(parameters=QUANTITIES),
    bootstrap=closed(
        initdb=closed(
            "database owner",
            database=TEXT,
            owner=TEXT,
            secret=NAMED,
            encoding=TEXT,
            localeCollate=TEXT,
            localeCType=TEXT,
        )
    ),
    managed=closed(
        roles=several(
            closed(
                "name",
                name=TEXT,
                login=YES,
                connectionLimit={"type": "integer"},
                passwordSecret=NAMED,
            )
        )
    ),
    plugins=several(closed("name", name=TEXT, isWALArchiver=YES, parameters=QUANTITIES)),
)
DATABASE = closed(
    "name owner cluster",
    name=TEXT,
    owner=TEXT,
    cluster=NAMED,
    template=TEXT,
    encoding=TEXT,
    localeCollate=TEXT,
    localeCType=TEXT,
    databaseReclaimPolicy={"enum": ["retain", "delete"]},
)
SCHEDULED_BACKUP = closed(
    "schedule cluster",
    # Six parts: seconds come first.
    schedule={"type": "string", "pattern": r"^(\S+ ){5}\S+$"},
    cluster=NAMED,
    method={"enum": ["barmanObjectStore", "volumeSnapshot", "plugin"]},
    pluginConfiguration=NAMED,
)
OBJECT_STORE = closed(
    "configuration",
    retentionPolicy={"type": "string", "pattern": "^[1-9][0-9]*[dwm]$"},
    configuration=closed(
        "destinationPath",
        destinationPath=TEXT,
        endpointURL=TEXT,
        s3Credentials=closed(accessKeyId=KEYED, secretAccessKey=KEYED),
        wal=closed(compression={"enum": ["gzip", "bzip2", "snappy", "xz", "lz4", "zstd"]}),
        data=closed(compression={"enum": ["gzip", "bzip2", "snappy"]}),
    ),
)
RABBITMQ_CLUSTER = closed(
    image=TEXT,
    replicas={"enum": [1, 3, 5]},
    resources=RESOURCES,
    persistence=closed(storage=SIZE, storageClassName=TEXT),
    rabbitmq=closed(additionalConfig=TEXT),
    override=closed(statefulSet={"type": "object"}),
)

SPECS: dict[tuple[str, str], Schema] = {
    ("keda.sh/v1alpha1", "ScaledObject"): SCALED_OBJECT,
    ("keda.sh/v1alpha1", "TriggerAuthentication"): TRIGGER_AUTHENTICATION,
    ("postgresql.cnpg.io/v1", "Cluster"): CLUSTER,
    ("postgresql.cnpg.io/v1", "Database"): DATABASE,
    ("postgresql.cnpg.io/v1", "ScheduledBackup"): SCHEDULED_BACKUP,
    ("barmancloud.cnpg.io/v1", "ObjectStore"): OBJECT_STORE,
    ("rabbitmq.com/v1beta1", "RabbitmqCluster"): RABBITMQ_CLUSTER,
}
