"""`python -m services.intake api | worker | migrate | parked`."""

from services.chassis.cli import main
from services.intake.app import service

if __name__ == "__main__":
    main(service)
