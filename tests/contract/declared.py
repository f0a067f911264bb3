"""Every event class that the contracts declare."""

import importlib
import pkgutil

from services import contracts
from services.contracts.event import EVENTS, Event

MODULES = {
    found.name: importlib.import_module(f"services.contracts.{found.name}")
    for found in pkgutil.iter_modules(contracts.__path__)
}

# Other tests declare toy events; only those of the contracts count here.
DECLARED: tuple[type[Event], ...] = tuple(
    event
    for _, event in sorted(EVENTS.items())
    if event.__module__.startswith("services.contracts.")
)
