"""`python -m services.media api | worker | migrate | parked`."""

from services.chassis.cli import main
from services.media.app import service

if __name__ == "__main__":
    main(service)
