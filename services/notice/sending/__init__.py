"""Letters, and the ways they leave the house."""

from services.notice.sending import robots, subscriptions, webhooks
from services.notice.sending.letters import Letter
from services.notice.sending.outside import Outside
from services.notice.store.channels import Kind


async def send(kind: Kind, address: str, letter: Letter, outside: Outside) -> None:
    """Hand a letter over; `Undelivered` with the reason when that fails."""
    match kind:
        case "webhook":
            await webhooks.send(address, letter, outside)
        case "push":
            await subscriptions.send(address, letter, outside)
        case _:
            await robots.send(kind, address, letter, outside)
