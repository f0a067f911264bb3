"""The broker's definitions: nothing on its way to a service can get lost."""

from typing import Any

import pytest

from services.chassis import topology
from services.chassis.blueprint import Service
from services.chassis.settings import Settings
from tests.whole import SERVICES

DELAYS = Settings.model_fields["retry_delays"].default
WORKING = [service.name for service in SERVICES if service.works.kinds]
PRESENT = topology.definitions(
    topology.topology(
        {service.name: service.publishers for service in SERVICES}, DELAYS, working=WORKING
    )
)
QUEUES: dict[str, dict[str, Any]] = {
    queue["name"]: queue["arguments"] for queue in PRESENT["queues"]
}
EXCHANGES = {exchange["name"]: exchange for exchange in PRESENT["exchanges"]}
BINDINGS = {
    (binding["source"], binding["routing_key"], binding["destination"])
    for binding in PRESENT["bindings"]
}

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


@every_service
def test_a_service_has_a_queue_that_hands_failures_to_its_dead_queue(service: Service):
    arguments = QUEUES[service.name]

    assert arguments["x-delivery-limit"] == topology.DELIVERY_LIMIT
    assert arguments["x-dead-letter-exchange"] == topology.DEAD
    assert arguments["x-dead-letter-routing-key"] == f"{service.name}.dead"
    assert (topology.DEAD, f"{service.name}.dead", f"{service.name}.dead") in BINDINGS


@every_service
def test_a_service_hears_every_publisher_it_handles(service: Service):
    heard = {key for source, key, queue in BINDINGS if (source, queue) == ("events", service.name)}

    assert heard == {f"{publisher}.#" for publisher in service.publishers}


@every_service
def test_a_service_has_a_retry_queue_for_every_delay(service: Service):
    ladder = topology.rungs(service.name, DELAYS)

    assert len(ladder) == len(DELAYS)
    for name, delay in ladder:
        assert QUEUES[name]["x-message-ttl"] == delay * 1000
        assert QUEUES[name]["x-dead-letter-exchange"] == topology.REQUEUE
        assert QUEUES[name]["x-dead-letter-routing-key"] == service.name
        assert (topology.RETRY, name, name) in BINDINGS
    assert (topology.REQUEUE, service.name, service.name) in BINDINGS


def test_every_queue_is_a_quorum_that_refuses_when_full():
    for name, arguments in QUEUES.items():
        assert arguments["x-queue-type"] == "quorum", name
        assert arguments["x-overflow"] == "reject-publish", name
        assert arguments["x-max-length"] > 0, name


def test_every_queue_that_dead_letters_does_so_at_least_once():
    for name, arguments in QUEUES.items():
        if "x-dead-letter-exchange" in arguments:
            assert arguments["x-dead-letter-strategy"] == "at-least-once", name


def test_dead_and_unrouted_messages_stay_where_they_are():
    ends = [topology.UNROUTED, *(f"{service.name}.dead" for service in SERVICES)]
    ends += [f"{name}.work.dead" for name in WORKING]

    for name in ends:
        assert not {"x-dead-letter-exchange", "x-message-ttl"} & set(QUEUES[name]), name


def test_a_fact_nobody_hears_goes_to_the_unrouted_queue():
    events = EXCHANGES[topology.EVENTS]

    assert events["type"] == "topic"
    assert events["arguments"] == {"alternate-exchange": topology.UNROUTED}
    assert EXCHANGES[topology.UNROUTED]["type"] == "fanout"
    assert (topology.UNROUTED, "", topology.UNROUTED) in BINDINGS


def test_everything_survives_a_restart_of_the_broker():
    assert all(each["durable"] for each in [*PRESENT["exchanges"], *PRESENT["queues"]])
    assert not any(each["auto_delete"] for each in [*PRESENT["exchanges"], *PRESENT["queues"]])


def test_every_binding_joins_things_that_exist():
    for source, _, queue in BINDINGS:
        assert source in EXCHANGES
        assert queue in QUEUES


def test_there_is_no_queue_beside_the_services_own():
    expected = {topology.UNROUTED}
    for service in SERVICES:
        expected |= {service.name, f"{service.name}.dead"}
        expected |= {name for name, _ in topology.rungs(service.name, DELAYS)}
    for name in WORKING:
        expected |= {f"{name}.work", f"{name}.work.dead"}

    assert set(QUEUES) == expected


def test_a_services_tasks_come_to_its_own_workers_and_to_nobody_else():
    assert WORKING == ["intake", "media", "notice", "ledger"]
    assert {binding for binding in BINDINGS if binding[0] == topology.WORK} == {
        (topology.WORK, f"{name}.#", f"{name}.work") for name in WORKING
    }
    for name in WORKING:
        arguments = QUEUES[f"{name}.work"]
        assert arguments["x-delivery-limit"] == topology.DELIVERY_LIMIT
        assert arguments["x-dead-letter-routing-key"] == f"{name}.work.dead"
        assert (topology.DEAD, f"{name}.work.dead", f"{name}.work.dead") in BINDINGS


def test_a_task_that_reaches_no_queue_is_told_to_its_sender():
    assert EXCHANGES[topology.WORK]["arguments"] == {}
