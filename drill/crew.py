"""The processes of the drilled house: two webs, two workers, two beats against one PostgreSQL and one Redis."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from carecenter.embedded import Servers, children, lock, postgres, redis_server
from carecenter.embedded.places import BASE, LOGS, open_log
from carecenter.running.parts import PATIENT

PORTS = (8951, 8952)
CELERY = ("-m", "celery", "-A", "carecenter")


class Crew:
    """Starts, kills and restarts parts. Every part dies with this process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        held = lock.take()
        self.servers = Servers(held, postgres.start(keep_open=[held.fileno()]))
        self.servers.redis = redis_server.start(keep_open=[held.fileno()])
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = 0

    def start(self) -> None:
        for name in self._argvs():
            self._start(name)
        end = time.monotonic() + 60
        while not all(answers(port) for port in PORTS):
            if time.monotonic() > end:
                raise TimeoutError(f"the web did not answer, see {LOGS}")
            time.sleep(0.2)

    def _argvs(self) -> dict[str, list[str]]:
        web = [
            "-m",
            "gunicorn",
            "carecenter.wsgi",
            "-w",
            "1",
            "-k",
            PATIENT,
            "--threads",
            "4",
            "--no-control-socket",
        ]
        found = {
            f"web{port}": [*web, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"] for port in PORTS
        }
        for number in (1, 2):
            name = f"drill{number}@%h"
            found[f"worker{number}"] = [
                *CELERY,
                "worker",
                "-c",
                "1",
                "-n",
                name,
                "--without-mingle",
                "-l",
                "WARNING",
            ]
            schedule = f"{LOGS}/beat{number}"
            found[f"beat{number}"] = [*CELERY, "beat", "--pidfile=", "--schedule", schedule, "-l", "WARNING"]
        return found

    def _start(self, name: str) -> None:
        log = open_log(f"drill-{name}")
        argv = [sys.executable, *self._argvs()[name]]
        self.parts[name] = children.spawn(argv, output=log, env=self.environment, cwd=BASE)
        os.close(log)

    def restart_fallen(self) -> None:
        """What a service manager does; call it now and then, from the main thread."""
        for name, process in self.parts.items():
            if process.poll() is not None:
                self.restarts += 1
                self._start(name)

    def roll(self, name: str) -> float:
        """A new release: tell the part to go, wait, start it again. Seconds it took to go."""
        began = time.monotonic()
        process = self.parts[name]
        process.terminate()
        process.wait()
        self._start(name)
        return time.monotonic() - began

    def pids(self, kind: str = "") -> list[int]:
        """Processes of the parts of this kind with their children."""
        own = {process.pid for name, process in self.parts.items() if name.startswith(kind)}
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError, ValueError):
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        return sorted(own | {pid for pid, parent in parents.items() if parent in own})

    def memory(self, kind: str) -> float:
        """The biggest process of the kind, in MB resident."""
        sizes = [0]
        for pid in self.pids(kind):
            with suppress(OSError, ValueError):
                sizes.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096)
        return max(sizes) / 1024 / 1024

    def fell_postgres(self, sig: signal.Signals) -> float:
        """End the postmaster with that signal and start it again as the supervisor does; seconds it was away."""
        began = time.monotonic()
        self.servers.postgres.send_signal(sig)
        self.servers.postgres.wait()
        self.servers.revive()
        return time.monotonic() - began

    def stop_redis(self) -> None:
        children.stop(self.servers.redis)

    def start_redis_empty(self) -> None:
        """As after FLUSHALL: nothing of what it held is left."""
        from carecenter.embedded.places import REDIS_DATA

        for file in REDIS_DATA.glob("*.rdb"):
            file.unlink()
        self.servers.redis = redis_server.start(keep_open=[self.servers.held.fileno()])

    def stop(self) -> None:
        for process in self.parts.values():
            children.stop(process, patience=5)
        self.servers.stop()


def answers(port: int) -> bool:
    import http.client

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        line.request("GET", "/healthz/ready/")
        return line.getresponse().status == 200
    return False


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
