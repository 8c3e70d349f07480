"""Two tiny programs that see to it that no child outlives its supervisor, however that ended.

`guard` reads lines from a pipe that only the supervisor keeps open: a process group to watch, or
one with a minus sign to forget. When the pipe ends, the supervisor is gone, and the guard kills
the groups that are left. `launch` names itself to the guard, ties itself to the supervisor where
the kernel can (Linux), and then becomes the child's own program under the same process id.

They run isolated and without site-packages, so they use the standard library alone and start in
milliseconds; `runtime/lifeline.py` is their other side.
"""

import contextlib
import ctypes
import os
import signal
import sys
from typing import NoReturn

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def guard() -> None:
    """Watch until the supervisor is gone, then kill what it left behind."""
    for sent_to_everybody in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sent_to_everybody, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin.buffer:
        group = int(line)
        if group > 0:
            groups.add(group)
        else:
            groups.discard(-group)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for zombies
            os.killpg(group, signal.SIGKILL)


def launch(lifeline: int, supervisor: int, command: list[str]) -> NoReturn:
    """Become `command`, with the guard told through the file descriptor `lifeline`."""
    if sys.platform == "linux":
        _die_with_parent()
    os.write(lifeline, b"%d\n" % os.getpid())
    os.close(lifeline)
    if os.getppid() != supervisor:  # it died before the kernel knew that we belong together
        sys.exit("the supervisor is gone")
    for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):  # exec would pass that on
        signal.signal(ignored_by_python, signal.SIG_DFL)
    os.execvp(command[0], command)  # noqa: S606 (no shell is the point)


def _die_with_parent() -> None:
    """See prctl(2): survives exec, and means the thread that forked us, the main thread here."""
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


if __name__ == "__main__":
    if sys.argv[1] == "guard":
        guard()
    else:
        launch(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
