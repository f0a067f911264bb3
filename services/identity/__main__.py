"""`python -m services.identity api | worker | migrate | parked | create-admin`."""

import sys

from services.chassis.cli import main
from services.identity import first_administrator
from services.identity.app import service

if __name__ == "__main__":
    if sys.argv[1:2] == ["create-admin"]:
        first_administrator.main(sys.argv[2:])
    else:
        main(service)
