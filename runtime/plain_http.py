"""HTTP without TLS, to another part on this machine."""

import ssl

import httpx

SECONDS = 5.0


def plain_http(base_url: str = "", seconds: float = SECONDS) -> httpx.AsyncClient:
    """A client that asks no proxy and waits for so many seconds; nothing at https: answers it.

    By itself httpx reads all the certificates that it trusts for each client, which takes a tenth
    of a second and more; this one trusts none.
    """
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(base_url=base_url, timeout=seconds, trust_env=False, verify=nobody)
