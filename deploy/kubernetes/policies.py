"""Who may speak to whom: nobody, and then one line for each need."""

from typing import Any

from deploy.kubernetes.processes import PORT, named

POSTGRES = {"cnpg.io/cluster": "postgres"}
RABBITMQ = {"app.kubernetes.io/name": "rabbitmq", "app.kubernetes.io/component": "rabbitmq"}
DNS = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"]


def documents(names: list[str]) -> list[dict[str, Any]]:
    """The namespace's policies."""
    within = {"key": "app.kubernetes.io/name", "operator": "In", "values": names}
    ours = {"matchExpressions": [within]}
    return [
        _policy("deny-all", {}, ingress=[], egress=[]),
        _policy("names", {}, egress=[{"ports": DNS}]),
        # Commands come by the gateway; what a service asks of another goes to that API alone.
        *_allowed("gateway-to-apis", _name("gateway"), _component("api"), PORT),
        *_allowed("services-to-identity", ours, _api("identity"), PORT),
        *_allowed("ledger-to-media", _name("ledger"), _api("media"), PORT),
        *_allowed("intake-to-media", _name("intake"), _api("media"), PORT),
        *_allowed("services-to-postgres", ours, _labels(POSTGRES), 5432),
        *_allowed("services-to-rabbitmq", ours, _labels(RABBITMQ), 5672, 5671),
        *_allowed("backup-to-postgres", _name("backup"), _labels(POSTGRES), 5432),
        *_allowed("postgres-to-itself", _labels(POSTGRES), _labels(POSTGRES), 5432, 8000),
        *_allowed(
            "rabbitmq-to-itself", _labels(RABBITMQ), _labels(RABBITMQ), 4369, 25672, 15672, 5672
        ),
        # Other namespaces, by what they are for.
        _entered("ingress-to-gateway", _name("gateway"), "ingress", 8080),
        _entered("monitoring-to-services", ours, "monitoring", PORT),
        _entered("monitoring-to-postgres", _labels(POSTGRES), "monitoring", 9187),
        _entered("monitoring-to-rabbitmq", _labels(RABBITMQ), "monitoring", 15692),
        _entered("keda-to-rabbitmq", _labels(RABBITMQ), "keda", 15672),
        _entered("operator-to-postgres", _labels(POSTGRES), "cnpg-system", 5432, 8000),
        _policy(
            "services-to-collector", ours, egress=[{"to": [_space("monitoring")], **_ports(4318)}]
        ),
        # Out of the cluster: the object store, messages to people, the servers' own masters.
        *(_left(f"{each}-to-objects", _name(each), 443) for each in ("media", "ledger", "backup")),
        _left("identity-to-provider", _api("identity"), 443),
        _left("notice-to-the-world", _both("notice", "worker"), 443, 465, 587),
        _policy("postgres-to-archive-and-cluster", _labels(POSTGRES), egress=[_ports(443, 6443)]),
        _policy("rabbitmq-to-cluster", _labels(RABBITMQ), egress=[_ports(443, 6443)]),
    ]


def _labels(labels: dict[str, str]) -> dict[str, Any]:
    return {"matchLabels": labels}


def _name(name: str) -> dict[str, Any]:
    return _labels({"app.kubernetes.io/name": name})


def _component(kind: str) -> dict[str, Any]:
    return _labels({"app.kubernetes.io/component": kind})


def _both(name: str, kind: str) -> dict[str, Any]:
    return _labels({"app.kubernetes.io/name": name, "app.kubernetes.io/component": kind})


def _api(name: str) -> dict[str, Any]:
    return _both(name, "api")


def _ports(*ports: int) -> dict[str, Any]:
    return {"ports": [{"port": port, "protocol": "TCP"} for port in ports]}


def _policy(name: str, who: dict[str, Any], **directions: Any) -> dict[str, Any]:
    types = [each.capitalize() for each in directions]
    spec = {"podSelector": who, "policyTypes": types, **directions}
    return named("NetworkPolicy", name, "networking.k8s.io/v1", spec=spec)


def _allowed(
    name: str, source: dict[str, Any], target: dict[str, Any], *ports: int
) -> list[dict[str, Any]]:
    """Both ends of one way: leaving here, entering there."""
    leaving = {"to": [{"podSelector": target}], **_ports(*ports)}
    entering = {"from": [{"podSelector": source}], **_ports(*ports)}
    return [
        _policy(f"{name}-out", source, egress=[leaving]),
        _policy(f"{name}-in", target, ingress=[entering]),
    ]


def _entered(name: str, target: dict[str, Any], namespace: str, *ports: int) -> dict[str, Any]:
    """From the pods of another namespace, which is labelled with what it may do here."""
    return _policy(name, target, ingress=[{"from": [_space(namespace)], **_ports(*ports)}])


def _space(access: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {"shirong.io/access": access}}}


def _left(name: str, source: dict[str, Any], *ports: int) -> dict[str, Any]:
    """To anywhere but inside; an object store in the house needs an allowance of its own."""
    outside = {"ipBlock": {"cidr": "0.0.0.0/0", "except": PRIVATE}}
    return _policy(name, source, egress=[{"to": [outside], **_ports(*ports)}])
