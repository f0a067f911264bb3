"""`python -m services.media api | worker | migrate | parked | works | audit`."""

import sys

from services.chassis.cli import main
from services.media import commands
from services.media.app import service

if __name__ == "__main__":
    if sys.argv[1:2] == ["audit"]:
        commands.run_audit(service, sys.argv[2:])
    else:
        main(service)
