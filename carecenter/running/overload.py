"""A web process that says "later" instead of answering too late (L6).

gunicorn's threads queue without end; whoever has waited longer than a person waits has gone or pressed again, and
answering them makes everybody behind them wait as well. So a request that stood in the line too long gets 503 with
Retry-After at once, which costs nothing, and the line is never longer than that.
"""

import os
import sys
import time
from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

PATIENCE = float(os.environ.get("OVERLOAD_AFTER_SECONDS", "8"))
RETRY_AFTER = 5
# A thread that waits for the database gives Python away, and gets it back after this long from one that computes. With
# Python's own 5 ms a page of twenty queries loses a tenth of a second to every page that is drawn beside it.
TAKE_TURNS_SECONDS = 0.0005
EXEMPT = ("/healthz/",)
# The page stands alone: the policy lets in this style and nothing else.
STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.7 system-ui,sans-serif;max-width:30rem;margin:18vh auto;"
    "padding:0 1.2rem}h1{font-size:1.3rem;margin:0}p[lang]{opacity:.75}"
)
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
PAGE = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    f"<title>请稍候</title><style>{STYLE}</style><h1>请稍候</h1>"
    "<p>现在使用的人太多，请几秒后再试；刚才的内容没有保存。</p>"
    '<p lang="en">Too many people at this moment: try again in a few seconds. Nothing of this was saved.</p>'
).encode()
HEAD = (
    f"HTTP/1.1 {HTTPStatus.SERVICE_UNAVAILABLE.value} {HTTPStatus.SERVICE_UNAVAILABLE.phrase}\r\n"
    f"Retry-After: {RETRY_AFTER}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(PAGE)}\r\n"
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    f"Content-Security-Policy: default-src 'none'; style-src 'sha256-{STYLE_HASH}'\r\nConnection: close\r\n\r\n"
).encode()


class PatientWorker(ThreadWorker):
    """gthread with a bounded line; health checks are answered however long they stood in it."""

    told_at = 0.0

    def init_process(self) -> None:
        sys.setswitchinterval(TAKE_TURNS_SECONDS)
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        conn.queued_at = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        conn.waited = time.monotonic() - conn.queued_at
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        if conn.waited <= PATIENCE or req.path.startswith(EXEMPT):
            return super().handle_request(req, conn)
        self._tell(conn.waited)
        conn.sock.sendall(HEAD + PAGE)
        return False

    def _tell(self, waited: float) -> None:
        """One line in ten seconds: a log full of refusals would be a load of its own."""
        now = time.monotonic()
        if now > self.told_at + 10:
            self.told_at = now
            self.log.warning("overloaded: requests wait %.1f s and are sent away", waited)
