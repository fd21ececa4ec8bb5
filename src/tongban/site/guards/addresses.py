"""By which address a visitor comes, where proxies stand in between."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network
FORWARDED = "HTTP_X_FORWARDED_FOR"


def networks_of(said: str) -> tuple[Network, ...]:
    """Addresses and networks, separated by commas. Raises ValueError for what is none."""
    return tuple(ip_network(part.strip()) for part in said.split(",") if part.strip())


def visitor_of(environ: dict[str, Any], proxies: Sequence[Network]) -> str:
    """The visitor's address: the peer, or, behind proxies of ours, the last address that they name and that is none of them.

    What a visitor writes into the header themselves stands further left, and is never believed.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    named = [part.strip() for part in str(environ.get(FORWARDED, "")).split(",") if part.strip()]
    while named and is_in(address, proxies):
        if not is_address(named[-1]):
            break
        address = named.pop()
    return address


@lru_cache(maxsize=4096)
def is_in(address: str, networks: Sequence[Network]) -> bool:
    """Whether the address lies in one of the networks."""
    return is_address(address) and any(ip_address(address) in network for network in networks)


def is_address(text: str) -> bool:
    """Whether this is an address of the internet protocol."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def household_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 network that one connection has in IPv6."""
    if not is_address(address):
        return ""
    parsed = ip_address(address)
    return str(parsed) if parsed.version == 4 else str(ip_network((address, 64), strict=False))


def is_this_machine(address: str) -> bool:
    """Whether the address is the machine itself: its benchmarks, or a proxy on it that is not named."""
    return is_address(address) and ip_address(address).is_loopback
