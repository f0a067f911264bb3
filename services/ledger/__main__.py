"""`python -m services.ledger api | worker | migrate | parked | rebuild | verify`."""

import sys

from services.chassis.cli import main
from services.ledger import commands
from services.ledger.app import service

if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in commands.COMMANDS:
        commands.run(service, sys.argv[1])
    main(service)
