"""`python -m services.closure api | worker | migrate | parked`."""

from services.chassis.cli import main
from services.closure.app import service

if __name__ == "__main__":
    main(service)
