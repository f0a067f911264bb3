"""What the ledger's processes hold beside their database."""

from dataclasses import dataclass
from pathlib import Path

from services.chassis.objects import Objects
from services.chassis.runtime import Runtime
from services.ledger.notes import Signer
from services.ledger.watch import Watch


@dataclass(frozen=True)
class Resources:
    """`witness` is the folder that others keep, if there is one."""

    watch: Watch
    signer: Signer
    objects: Objects
    witness: Path | None


def of(runtime: Runtime) -> Resources:
    """The running ledger's."""
    found = runtime.resources
    assert isinstance(found, Resources)
    return found
