"""What the chat systems take and answer: the text messages of WeCom, DingTalk and Feishu group robots."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

HOSTS = {
    "wecom": "qyapi.weixin.qq.com",
    "dingtalk": "oapi.dingtalk.com",
    "feishu": "open.feishu.cn",
}


def message_for(
    system: str, *, url: str, secret: str, text: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Address and body to post. `secret` is the robot's signing key, empty where it has none."""
    return FORMATS[system](url, secret, text, now)


def is_accepted(system: str, answer: Mapping[str, Any]) -> bool:
    """Did the chat system take the message? All of them answer 200 also when they did not."""
    if system == "feishu":
        return answer.get("code", answer.get("StatusCode")) == 0
    return answer.get("errcode") == 0


def _wecom(url: str, secret: str, text: str, now: datetime) -> tuple[str, dict[str, Any]]:
    return url, {"msgtype": "text", "text": {"content": text}}


def _dingtalk(url: str, secret: str, text: str, now: datetime) -> tuple[str, dict[str, Any]]:
    body = {"msgtype": "text", "text": {"content": text}}
    if not secret:
        return url, body
    stamp = str(int(now.timestamp() * 1000))
    sign = _sign(secret.encode(), f"{stamp}\n{secret}".encode())
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode({"timestamp": stamp, "sign": sign})) if part)
    return urlunsplit(parts._replace(query=query)), body


def _feishu(url: str, secret: str, text: str, now: datetime) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        stamp = str(int(now.timestamp()))
        body |= {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}".encode(), b"")}
    return url, body


def _sign(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


FORMATS: dict[str, Callable[[str, str, str, datetime], tuple[str, dict[str, Any]]]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}
