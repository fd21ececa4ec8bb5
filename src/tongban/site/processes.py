"""Facts about processes, and the promise of a child to end together with its parent."""

import ctypes
import fcntl
import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
SUPERVISED = "TONGBAN_SUPERVISED"
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends, even by kill -9. Only Linux can."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def follow_the_supervisor() -> None:
    """`end_with_parent`, for a process that `up` started."""
    if os.environ.get(SUPERVISED):
        end_with_parent()


YOUNG = 20_000
"""So many new objects before those are looked through: some pages' worth, where Python by itself looks after 700."""


def settle() -> None:
    """What the process holds is searched for garbage no more, and what is new less often.

    A full search of some 400,000 objects takes longer than ten pages, and met one page in a hundred or so (benchmark pages.py).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout


def take(lock: int) -> bool:
    """Take the lock on an open file, without waiting. False when another opening of the file holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
