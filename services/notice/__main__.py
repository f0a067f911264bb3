"""`python -m services.notice api | worker | migrate | parked | works`."""

from services.chassis.cli import main
from services.notice.app import service

if __name__ == "__main__":
    main(service)
