"""Whatever is sent, nobody but the sender notices."""

import json
import subprocess
import sys

from tests.unit.media import bad_inputs

MOST_MEMORY = 1_200_000
"""Kilobytes that a process of ours may hold at once."""


def test_every_foreign_file_is_shown_or_refused_for_its_reason_and_hurts_nobody():
    names = [each.name for each in bad_inputs.all_inputs()]
    assert len(names) > 200
    assert len(set(names)) == len(names)

    sent = subprocess.run(
        [sys.executable, "-m", "tests.unit.media.foreign_files"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert sent.returncode == 0, sent.stderr
    told = json.loads(sent.stdout.splitlines()[-1])
    assert told["wrong"] == {}
    assert told["lived"], "a process was lost"
    assert told["memory"] < MOST_MEMORY
