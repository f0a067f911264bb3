"""Shirong's services: each owns its data and imports nothing but chassis and contracts."""

import gc

# Nothing that is imported is garbage. Looked for as often as in a small script, it takes a sixth of
# a process's start; `services.chassis.garbage.settle` says how often once everything is loaded.
gc.set_threshold(200_000, 10, 10)
