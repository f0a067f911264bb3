"""`python -m services.dispatch api | worker | migrate | parked`."""

from services.chassis.cli import main
from services.dispatch.app import service

if __name__ == "__main__":
    main(service)
