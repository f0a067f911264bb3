"""Records the events' shapes and messages: `make schemas`, after a change that was meant.

A shape that more than optional fields were added to is not recorded: its readers may run an older
version, and its messages may wait in a queue, so it is a new event class. Messages recorded once
are never rewritten; a shape that none of them has is recorded beside them.
"""

import json
import sys

from services.contracts.event import Event
from tests.contract import recorded
from tests.contract.additive import additive
from tests.contract.declared import DECLARED
from tests.contract.samples import SAMPLES


def record(event: type[Event]) -> list[str]:
    """Write what is new about an event; why it can't be recorded, or nothing."""
    if event.type not in SAMPLES:
        return [f"{event.type}: it has no sample in tests/contract/samples.py"]
    path = recorded.schema_path(event.type)
    schema = recorded.schema_of(event)
    if path.exists():
        harm = additive(recorded.read(path), schema)
        if harm:
            return [f"{event.type}: {sentence}" for sentence in harm]
    recorded.write(path, schema)
    _record_message(SAMPLES[event.type])
    return []


def _record_message(sample: Event) -> None:
    known = recorded.messages_of(sample.type)
    shapes = {recorded.fields_in(recorded.read(path)["data"]) for path in known}
    number = len(known) + 1
    message = json.loads(recorded.message_of(sample, number))
    if recorded.fields_in(message["data"]) not in shapes:
        recorded.write(recorded.MESSAGES / sample.type / f"{number:03d}.json", message)


def main() -> None:
    refused = [sentence for event in DECLARED for sentence in record(event)]
    for sentence in refused:
        print(f"not recorded: {sentence}", file=sys.stderr)
    if refused:
        sys.exit("An event needs a sample, and only gains optional fields; else it is a new class.")


if __name__ == "__main__":
    main()
