"""What a server keeps up, its clients let go first."""

import httpx

from services.chassis.serving import KEEP_ALIVE


def test_a_client_lets_a_connection_go_long_before_the_server_does():
    kept = httpx.Limits().keepalive_expiry

    assert kept is not None
    assert 10 * kept < KEEP_ALIVE
