"""What `make up` refuses before it founds a city."""

import socket

import pytest

from deploy.embedded.__main__ import require_free
from deploy.embedded.first_start import CannotStart

HERE = "127.0.0.1"


def test_a_port_that_somebody_listens_on_is_named():
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=f"port {port} .* can't be used"):
            require_free(HERE, port)


def test_a_port_that_is_none_is_refused_in_a_sentence():
    with pytest.raises(CannotStart, match="which 99999 is not"):
        require_free(HERE, 99999)
