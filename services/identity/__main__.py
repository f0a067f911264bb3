"""`python -m services.identity api | worker | migrate | parked | create-admin | …`."""

import sys

from services.chassis.cli import main
from services.identity import (
    audit,
    first_administrator,
    key_changes,
    outside_link,
    second_factor_reset,
)
from services.identity.app import service

OWN = {
    "audit": audit.main,
    "change-key-secret": key_changes.main_change_secret,
    "create-admin": first_administrator.main,
    "link-outside": outside_link.main,
    "replace-keys": key_changes.main_replace_keys,
    "reset-second-factor": second_factor_reset.main,
}

if __name__ == "__main__":
    command = OWN.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if command is None:
        main(service)
    else:
        command(sys.argv[2:])
