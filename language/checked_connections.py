"""Connections of `requests` that go to checked addresses: a name is resolved once, all are judged.

The library above still knows the host by its name: TLS checks the certificate against that.
"""

import socket
from functools import cache
from typing import Any, ClassVar, Final

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from domain.addresses import Reach, check_addresses

Pools = dict[str, type[HTTPConnectionPool]]
NOBODY: Final = "no address answers"


class CheckedAdapter(HTTPAdapter):
    """Reaches what `reach` permits; a proxy, which operations name, may be inside as well.

    Whoever is asked through a proxy is resolved and reached by that, and judged by nobody here.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        super().__init__()

    def init_poolmanager(self, *counts: Any, **told: Any) -> None:
        """As `requests` does it, with connections of ours."""
        super().init_poolmanager(*counts, **told)
        self.poolmanager.pool_classes_by_scheme = _pools(self._reach)

    def proxy_manager_for(self, proxy: str, **told: Any) -> Any:
        """Likewise."""
        manager = super().proxy_manager_for(proxy, **told)
        manager.pool_classes_by_scheme = _pools(Reach.INTERNAL)
        return manager


@cache
def _pools(reach: Reach) -> Pools:
    """Pools whose connections have that reach; what they are made of is a class, not an object."""

    class Plain(_Plain):
        """HTTP within the reach."""

        within = reach

    class Encrypted(_Encrypted):
        """HTTPS within the reach."""

        within = reach

    class PlainPool(HTTPConnectionPool):
        """Makes the first kind."""

        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        """Makes the second kind."""

        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


class _Plain(HTTPConnection):
    within: ClassVar[Reach]

    def _new_conn(self) -> socket.socket:
        return _opened(self, self.within)


class _Encrypted(HTTPSConnection):
    within: ClassVar[Reach]

    def _new_conn(self) -> socket.socket:
        return _opened(self, self.within)


def _opened(wanted: HTTPConnection, reach: Reach) -> socket.socket:
    """A socket to the first address that answers.

    Raises ForbiddenDestination where one is not permitted, and what urllib3 itself raises.
    """
    host, port = wanted.host.strip("[]"), wanted.port or wanted.default_port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        unknown = socket.gaierror("no such name")
        raise NameResolutionError(wanted.host, wanted, unknown) from None
    for address in check_addresses([str(address[0]) for *_, address in found], reach):
        try:
            return create_connection(
                (address, port),
                wanted.timeout,
                source_address=wanted.source_address,
                socket_options=wanted.socket_options,
            )
        except TimeoutError:
            raise ConnectTimeoutError(wanted, NOBODY) from None
        except OSError:
            continue
    raise NewConnectionError(wanted, NOBODY)
