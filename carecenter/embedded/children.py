"""Child processes that cannot outlive us."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def die_with_parent(sig: signal.Signals) -> Callable[[], None]:
    """What a child runs before exec so that the kernel sends it `sig` when its parent is gone (Linux)."""
    parent = os.getpid()

    def promise() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, sig)
            if os.getppid() != parent:
                os._exit(1)

    return promise


def spawn(
    argv: Sequence[str | Path],
    *,
    output: int,
    last_signal: signal.Signals = signal.SIGTERM,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    keep_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches it only through us.

    Call it from the main thread: the kernel takes the end of the calling *thread* for the parent's death.
    `user` runs it with that user's own group and no other. `keep_open` are descriptors the child shares, such as
    the lock it must hold as long as it lives.
    """
    return subprocess.Popen(
        [str(word) for word in argv],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else (),
        env=None if env is None else dict(env),
        cwd=cwd,
        pass_fds=tuple(keep_open),
        start_new_session=True,
        preexec_fn=die_with_parent(last_signal),
    )


def stop(
    process: subprocess.Popen[bytes] | None, *, sig: signal.Signals = signal.SIGTERM, patience: float = 15.0
) -> None:
    """End a child and all it started: ask with `sig`, after `patience` seconds kill its whole session."""
    if process is None:
        return
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.send_signal(sig)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(ready: Callable[[], bool], *, process: subprocess.Popen[bytes], patience: float) -> bool:
    """Whether `ready` came true within `patience` seconds while the child was alive."""
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        if ready():
            return True
        time.sleep(0.05)
    return False
