"""The life of a problem as a pure model: what may happen to a case, and where that leads."""

from dataclasses import dataclass, replace

NEXT: dict[tuple[str, str], str] = {
    # (state, step): the state it leads to. A step that isn't here is refused and changes nothing.
    ("waiting", "approve"): "open",
    ("waiting", "reject"): "rejected",
    ("waiting", "withdraw"): "withdrawn",
    ("urgent", "confirm"): "supervised",
    ("urgent", "decline"): "waiting",
    ("urgent", "withdraw"): "withdrawn",
    ("open", "rectify"): "submitted",
    ("open", "request_deferral"): "asked",
    ("supervised", "request_deferral"): "asked",
    ("open", "hand_back"): "handed_back",
    ("open", "assign"): "open",
    ("handed_back", "assign"): "open",
    ("handed_back", "rectify"): "submitted",
    ("supervised", "rectify"): "submitted",
    ("asked", "grant"): "deferred",
    ("asked", "refuse"): "open",
    ("asked", "rectify"): "submitted",
    ("deferred", "rectify"): "submitted",
    ("deferred", "request_deferral"): "extension_asked",
    ("extension_asked", "grant"): "deferred",
    ("extension_asked", "refuse"): "deferred",
    ("extension_asked", "rectify"): "submitted",
    ("submitted", "verify"): "pre_closed",
    ("submitted", "return"): "open",
    ("pre_closed", "close"): "closed",
    ("pre_closed", "return"): "open",
    ("closed", "recheck"): "open",
}

APART = frozenset(
    {("asked", "hand_back"), ("asked", "assign"), ("handed_back", "request_deferral")}
)
"""Dispatch owns the assignment and closure the request, and neither waits for the other: both may
be pending at once, which this model of one state does not tell."""

ENDS = frozenset({"rejected", "withdrawn"})


@dataclass(frozen=True)
class Life:
    """Where a case is, and how often what happened to it. `pool` is where a return leads."""

    state: str
    pool: str = "open"
    returns: int = 0
    closures: int = 0
    transfers: int = 0
    number: str = ""

    def after(self, step: str) -> "Life | None":
        """The life after a step; `None` when the step must be refused."""
        to = NEXT.get((self.state, step))
        if to is None:
            return None
        if to == "open" and self.pool == "supervised" and self.state != "handed_back":
            to = "supervised"
        pool = "supervised" if step == "confirm" else self.pool
        return replace(
            self,
            state=to,
            pool=pool,
            returns=self.returns + (step == "return"),
            closures=self.closures + (step == "close"),
            transfers=self.transfers + (step == "assign"),
        )
