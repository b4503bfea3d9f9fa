"""open_port.py HOST:PORT COMMAND…: open the port, then become the command; who comes while it loads waits in line.

Docker takes every connection to a published port and cuts it where nobody listens behind it yet, and a proxy in front
may not send a form a second time after that. gunicorn finds the open socket as systemd would hand it over.
"""

import os
import socket
import sys

FIRST = 3  # the descriptor at which systemd's protocol begins

if __name__ == "__main__":
    address, *command = sys.argv[1:]
    host, port = address.rsplit(":", 1)
    door = socket.create_server((host, int(port)), backlog=2048)
    os.dup2(door.fileno(), FIRST)
    os.set_inheritable(FIRST, True)
    told = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
    os.execvpe(command[0], command, {**os.environ, **told})
