"""Free ports on 127.0.0.1, picked in this one place."""

import random
import socket

# Below the range from which Linux takes the source ports of outgoing connections (32768 and up):
# a client that keeps trying a killed server could otherwise be given that server's own port.
PORTS = range(20_000, 32_000)

_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on and that this run has not been given before."""
    for port in random.sample(PORTS, k=len(PORTS)):
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise OSError(f"no free port from {PORTS.start} to {PORTS.stop}")


def answers(port: int) -> bool:
    """Whether somebody takes connections on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
