"""What may differ between installations. Only the doors read it; behaviour lives in `desk/`."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from ulid import ULID

from domain.halting import CannotGoOn
from runtime.addresses import is_loopback, is_trustworthy

KEYS_FOLDER = "keys-folder"  # a file of the data folder that names where its keys are
ROOT = Path(__file__).resolve().parent.parent
CONSOLE_BUILT = ROOT / "console" / "dist"
PREFIX: Final = "MERIDIAN_"
WRITE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "port": "a number from 0 to 65535, such as 8080",
        "temporal": "where Temporal answers, as host:port, such as 127.0.0.1:7233",
        "database": "a URL, such as postgresql://meridian@127.0.0.1/meridian_{region}",
        "keys_database": "a URL, such as postgresql://meridian@127.0.0.1/keys_{region}",
        "embedded": "true or false",
        "callback": "a web address, such as http://127.0.0.1:9000/callback",
        "metrics_port": "a number from 0 to 65534, such as 9464; 0 shows no figures",
        "oidc_issuer": "the issuer's address over https, such as https://login.example.com/desk",
        "oidc_audience": "what the issuer calls this desk, such as meridian",
        "rate_reads": "how many a minute, such as 12000; 0 for any number",
        "rate_messages": "how many a minute, such as 60000; 0 for any number",
        "rate_commands": "how many a minute, such as 6000; 0 for any number",
        "rate_failures": "how many a minute, such as 60; 0 for any number",
        "log_level": "debug, info, warning or error",
        "peers_in_clear": "true or false",
        "peers": "region=address, with commas between, such as na=https://api.na.example; https, "
        "except on this machine",
        "proxies": "addresses or networks with commas between, such as 10.0.0.0/24",
        "security_contact": "where weaknesses are reported, such as mailto:security@example.com",
        "versioning": "auto_upgrade or pinned",
    }
)


class SettingsWrong(CannotGoOn):
    """Settings that cannot be used; one sentence for each names it and says what to write."""


def _between_commas(written: object) -> Any:
    if not isinstance(written, str):
        return written
    return tuple(name.strip() for name in written.split(",") if name.strip())


def _host_and_port(written: str) -> str:
    host, _, port = written.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535 or "/" in host:
        raise ValueError("not host:port")
    return written


def _by_region(written: object) -> object:
    if not isinstance(written, str):
        return written
    named = [one.partition("=") for one in _between_commas(written)]
    return {region.strip(): address.strip() for region, _, address in named}


def _addresses(written: Mapping[str, str], others: ValidationInfo) -> Mapping[str, str]:
    in_clear = others.data.get("peers_in_clear", False)
    for address in written.values():
        parts = urlsplit(address)
        plain = parts.scheme == "http" and (in_clear or is_loopback(parts.hostname or ""))
        bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
        if (
            not parts.hostname
            or parts.port == 0
            or not bare
            or not (parts.scheme == "https" or plain)
        ):
            raise ValueError("not an API's address")
    return written


def _networks(written: tuple[str, ...]) -> tuple[str, ...]:
    for one in written:
        ip_network(one)  # ValueError: anybody's word would be taken by `*`
    return written


def _contact(written: str) -> str:
    if not (written.startswith(("https://", "mailto:")) and written.isprintable()):
        raise ValueError("no contact of RFC 9116")
    return written


def _web_address(written: str) -> str:
    address = urlsplit(written)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("not a web address")
    return written


def _database(written: str) -> str:
    if not written.startswith(("postgresql://", "sqlite:///")):
        raise ValueError("not a database's URL")
    return written


def _issuer(written: str) -> str:
    if not is_trustworthy(written):
        raise ValueError("not reached over TLS")
    return written


class Settings(BaseSettings):
    """Read from the environment: `MERIDIAN_DATA`, `MERIDIAN_PORT` and so on; empty means unset."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    data: Path = Field(Path(".meridian"), description="where databases and logs stand")
    desk: Path = Field(ROOT / "desk", description="the folder that operations edit")
    keys: Path | None = Field(None, description="where region keys stand, outside the data folder")
    checkpoints: Path | None = Field(
        None, description="where signed notes of the audit trail are kept; empty: with the keys"
    )
    database: Annotated[str, AfterValidator(_database)] | None = Field(
        None,
        repr=False,
        description="the URL of each {region}'s database; empty: in the data folder",
    )
    keys_database: Annotated[str, AfterValidator(_database)] | None = Field(
        None, repr=False, description="the same for the database of its customers' keys"
    )
    regions: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_between_commas)] = Field(
        (), description="the regions to serve, with commas between; empty: all"
    )
    host: str = Field("127.0.0.1", description="the address that the API listens on")
    port: int = Field(8080, ge=0, le=65535, description="its port")
    temporal: Annotated[str, AfterValidator(_host_and_port)] = Field(
        "127.0.0.1:7233", description="where Temporal answers, as host:port"
    )
    embedded: bool = Field(False, description="the whole desk on one machine, on loopback")
    callback: Annotated[str, AfterValidator(_web_address)] | None = Field(
        None, description="the sample account's callback, if embedded"
    )
    metrics_port: int = Field(
        0, ge=0, le=65534, description="where a worker shows its figures; the SDK's at the next"
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        None, description="whose access tokens are taken beside API keys"
    )
    oidc_audience: str | None = Field(None, description="the audience that tokens must name")
    rate_reads: int = Field(12_000, ge=0, description="reads a minute, of each key and region")
    rate_messages: int = Field(60_000, ge=0, description="messages a minute, likewise")
    rate_commands: int = Field(6_000, ge=0, description="commands a minute, likewise")
    rate_failures: int = Field(60, ge=0, description="unknown keys a minute, of each address")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info")
    peers_in_clear: bool = Field(
        False, description="peers may be asked without TLS, over a network that is nobody else's"
    )
    peers: Annotated[
        Mapping[str, str], NoDecode, BeforeValidator(_by_region), AfterValidator(_addresses)
    ] = Field({}, description="where the APIs of other regions answer")
    proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_between_commas),
        AfterValidator(_networks),
    ] = Field((), description="proxies whose word is taken for who asks, and whether over TLS")
    security_contact: Annotated[str, AfterValidator(_contact)] | None = Field(
        None, description="where /.well-known/security.txt sends whoever finds a weakness"
    )
    versioning: Literal["auto_upgrade", "pinned"] = Field(
        "auto_upgrade", description="whether open tickets move to a new build, or stay with theirs"
    )

    @classmethod
    def read(cls, **given: Any) -> Self:
        """The settings: as given, else from the environment. Raises SettingsWrong."""
        try:
            return cls(**given)
        except ValidationError as error:
            raise SettingsWrong("\n".join(_sentences(error))) from None

    def written(self) -> dict[str, str]:
        """All settings as variables that `read` reads again; an empty one stands for None."""
        facts = self.model_dump(mode="json") | {
            "regions": ",".join(self.regions),
            "proxies": ",".join(self.proxies),
        }
        facts["peers"] = ",".join(f"{region}={url}" for region, url in self.peers.items())
        return {variable(name): "" if fact is None else str(fact) for name, fact in facts.items()}

    def keys_folder(self) -> Path:
        """Where the region keys are: as set, as `meridian up` was told, or the user's own place."""
        if self.keys is not None:
            return self.keys
        told = self.data / KEYS_FOLDER
        if told.is_file():
            return Path(told.read_text().strip())
        return platformdirs.user_config_path("meridian") / desk_id(self.data)

    def checkpoints_folder(self) -> Path:
        """Where signed notes of the trails are: as set, or beside the keys."""
        return self.checkpoints or self.keys_folder() / "checkpoints"


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{setting.upper()}"


def desk_id(data: Path) -> str:
    """The name that this data folder's desk was given when it was first opened."""
    path = data / "desk-id"
    if path.is_file():
        return path.read_text().strip()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = str(ULID()).lower()
    path.write_text(f"{made}\n")
    return made


def _sentences(error: ValidationError) -> Iterator[str]:
    """Without what was written: a callback's address may hold a secret."""
    for fault in error.errors(include_input=False, include_url=False):
        name = str(fault["loc"][0])
        yield f"{variable(name)} cannot be used as it stands: write {WRITE.get(name, 'a text')}"
