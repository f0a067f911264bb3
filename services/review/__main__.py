"""`python -m services.review api | worker | migrate | parked`."""

from services.chassis.cli import main
from services.review.app import service

if __name__ == "__main__":
    main(service)
