"""Who is at the other end of the connection, and what a trusted proxy says of whom it speaks for.

uvicorn believes ``X-Forwarded-For`` of this machine and puts what it says in place of the peer's address. Whether a
header may be believed depends on the peer itself, so that is kept before.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TypeAlias

import uvicorn.config
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

PEER = "knowledge.peer"
"""Where the scope keeps the address of the peer."""


class PeerKept(ProxyHeadersMiddleware):
    """uvicorn's own middleware, which first notes the address of the peer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if scope.get("client"):
            scope[PEER] = scope["client"][0]
        await super().__call__(scope, receive, send)  # type: ignore[arg-type]


def keep_peers() -> None:
    """Let uvicorn use `PeerKept`. It has no setting for that; it imports the app before it looks for the class."""
    vars(uvicorn.config)["ProxyHeadersMiddleware"] = PeerKept


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The networks (or single addresses) that `texts` name. Raises ValueError."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def parsed(text: str) -> Address | None:
    """The address that `text` spells, an IPv4 one also where it is written as IPv6; None: it is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def within(text: str, trusted: Sequence[Network]) -> bool:
    """Whether the address `text` is in one of the networks."""
    address = parsed(text)
    return address is not None and any(address in network for network in trusted)


def loopback(text: str) -> bool:
    """Whether only this machine reaches the address or name `text`."""
    address = parsed(text.strip("[]"))
    return address.is_loopback if address else text.lower() == "localhost"


def from_proxy(scope: Scope, trusted: Sequence[Network]) -> bool:
    """Whether the peer itself is a trusted proxy; not where nobody noted who the peer is."""
    return within(scope.get(PEER, ""), trusted)


def client(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address of the person's machine: the peer's, or the last in ``X-Forwarded-For`` that is no trusted proxy."""
    peer = str(scope.get(PEER) or (scope.get("client") or ("",))[0])
    if not from_proxy(scope, trusted):
        return peer
    said = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    for each in reversed([part.strip() for part in said.split(",")]):
        if parsed(each) is None:
            break
        if not within(each, trusted):
            return each
    return peer


def secure(scope: Scope, trusted: Sequence[Network]) -> bool:
    """Whether the person's browser speaks TLS, to us or to a trusted proxy."""
    if scope.get("scheme") in {"https", "wss"}:
        return True
    said = Headers(scope=scope).get("x-forwarded-proto", "")
    return from_proxy(scope, trusted) and said.strip().lower() in {"https", "wss"}
