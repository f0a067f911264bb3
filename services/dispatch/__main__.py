"""`python -m services.dispatch api | worker | migrate | parked | departments`."""

import sys

from services.chassis.cli import main
from services.dispatch.app import service
from services.dispatch.departments import commands

if __name__ == "__main__":
    if sys.argv[1:2] == [commands.NAME]:
        commands.run(service, sys.argv[2:])
    else:
        main(service)
