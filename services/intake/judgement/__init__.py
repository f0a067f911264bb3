"""The system's own verdict on a report: advice with its evidence, computed without any I/O."""
