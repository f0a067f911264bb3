"""`python -m services.intake api | worker | migrate | parked | judgement`."""

import sys

from services.chassis.cli import main
from services.intake import commands
from services.intake.app import service

if __name__ == "__main__":
    if sys.argv[1:2] == [commands.NAME]:
        commands.run(service, sys.argv[2:])
        sys.exit()
    main(service)
