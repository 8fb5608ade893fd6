"""What both Python programs share: the job, and how CPU time is told."""

import json
import os
import sys
import time
from pathlib import Path

SEQUENCE_DIGITS = 12
ARGUMENT_BYTES = 300
STALL_SECONDS = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def argument_of(sequence: int) -> str:
    """The argument of a job: 300 bytes that begin with its sequence number."""
    return str(sequence).zfill(SEQUENCE_DIGITS).ljust(ARGUMENT_BYTES, "x")


def sequence_of(argument: str) -> int:
    return int(argument[:SEQUENCE_DIGITS])


def cpu_seconds() -> float:
    """CPU time of this process and of its children that run, user and system."""
    own = os.getpid()
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        # The name stands in parentheses, and may itself hold spaces.
        fields = text[text.rindex(")") + 2 :].split()
        if int(stat.parent.name) == own or int(fields[1]) == own:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


class StallWatch:
    """Ends a wait in which nothing moves any more, however long it may last as a whole."""

    def __init__(self) -> None:
        self._done = -1
        self._since = time.perf_counter()

    def look(self, done: int) -> None:
        """To be told again and again how much is done."""
        now = time.perf_counter()
        if done != self._done:
            self._done, self._since = done, now
        elif now - self._since > STALL_SECONDS:
            raise TimeoutError(f"{done} are done, and none for {STALL_SECONDS} s")


def tell(jobs: int, seconds: float, cpu: float) -> None:
    """Prints what was measured, for the program that started this one."""
    values = {"jobsPerSecond": jobs / seconds, "cpuMicrosPerJob": cpu / jobs * 1e6}
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def expect_each_once(done: list[int], jobs: int) -> None:
    """Ends this process when a job was lost, or done twice."""
    repeated = len(done) - len(set(done))
    lost = jobs - len(set(done))
    if lost or repeated:
        sys.exit(f"of {jobs} jobs {lost} were never done and {repeated} done more than once")
