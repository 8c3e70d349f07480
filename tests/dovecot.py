"""A mailbox on a real IMAP server: Dovecot from the system's packages, with a folder of its own."""

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from grp import getgrgid
from imaplib import IMAP4
from pathlib import Path
from pwd import getpwnam, getpwuid
from typing import Any, Final

import psutil

from runtime.addresses import free_port
from runtime.waiting import until
from tests.patience import PATIENCE

PACKAGE: Final = "dovecot-imapd"
NO_DOVECOT: Final = f"no Dovecot here: apt-get install {PACKAGE}, or set DOVECOT to its program"
PASSWORD: Final = "a password of the tests, wörd"
_SETTINGS: Final = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%n
mailbox_idle_check_interval = 1 secs
lda_original_recipient_header = X-Original-To
recipient_delimiter = +
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{encryption}
{more}
"""


def programs() -> tuple[Path, Path] | None:
    """Dovecot and its delivery agent, as DOVECOT says or as Debian installs them."""
    server = Path(os.environ.get("DOVECOT") or shutil.which("dovecot") or "/usr/sbin/dovecot")
    agent = Path("/usr/lib/dovecot/dovecot-lda")
    return (server, agent) if server.is_file() and agent.is_file() else None


@dataclass
class Dovecot:
    """One server, for as long as `running` is open; mailboxes come into being by themselves."""

    folder: Path
    users: dict[str, str] = field(default_factory=dict)
    certificate: Path | None = None  # without one there is no encryption
    separator: str = "/"
    more: str = ""  # settings of Dovecot's own
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    _written: int = 0

    async def start(self) -> None:
        """Start it, and return once it answers."""
        user, group = _user()
        encryption = "ssl = no"
        if self.certificate is not None:
            shutil.copy(self.certificate, self.folder / "certificate.pem")
            pem = self.folder / "certificate.pem"
            encryption = f"ssl = yes\nssl_cert = <{pem}\nssl_key = <{pem}"
        written = _SETTINGS.format(
            folder=self.folder, user=user, group=group, port=self.port, tls_port=self.tls_port,
            separator=self.separator, encryption=encryption, more=self.more,
        )  # fmt: skip
        (self.folder / "dovecot.conf").write_text(written, encoding="utf-8")
        self.allow(**self.users)
        _give_away(self.folder)
        found = programs()
        assert found is not None, NO_DOVECOT
        self.process = self._begin(found[0])
        await until(self._answers, PATIENCE, f"Dovecot does not start: {self.told()}")

    def _begin(self, program: Path) -> subprocess.Popen[bytes]:
        command = [str(program), "-F", "-c", str(self.folder / "dovecot.conf")]
        with (self.folder / "begun").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **_as_user())

    async def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.told()
        with suppress(OSError, IMAP4.error), IMAP4("127.0.0.1", self.port, 5) as client:
            return "IMAP4REV1" in client.capabilities
        return False

    def told(self) -> str:
        """What it complained of."""
        logs = (self.folder / name for name in ("begun", "log"))
        return "\n".join(log.read_text("utf-8", "replace") for log in logs if log.is_file())

    async def stop(self) -> None:
        """End it and every connection, as a power cut would."""
        if self.process is None:
            return
        family = [psutil.Process(self.process.pid)]
        family += family[0].children(recursive=True)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()

        async def is_gone() -> bool:
            return not any(_runs(one) for one in family)

        await until(is_gone, PATIENCE, "a part of Dovecot does not end")
        shutil.rmtree(self.folder / "run", ignore_errors=True)  # which it would not start with
        self.process = None

    def allow(self, **passwords: str) -> None:
        """From now on these are the passwords of these users, and there are no others."""
        self.users = passwords
        lines = [f"{user}:{{PLAIN}}{word}::::::\n" for user, word in passwords.items()]
        file = self.folder / "users"
        file.write_text("".join(lines), encoding="utf-8")
        self._written += 1  # it is read anew where its second of writing is another
        os.utime(file, (self._written, self._written))

    def deliver(self, user: str, mail: bytes, *, sender: str = "", to: str = "") -> None:
        """Put a mail into an inbox, as a mail server of the system would."""
        found = programs()
        assert found is not None, NO_DOVECOT
        command = [str(found[1]), "-c", str(self.folder / "dovecot.conf"), "-d", user]
        command += ["-f", sender] if sender else []
        command += ["-a", to] if to else []
        done = subprocess.run(
            command, input=mail, capture_output=True, check=False, cwd="/", **_as_user()
        )
        assert done.returncode == 0, done.stderr.decode() + self.told()

    @contextmanager
    def mailbox(self, user: str) -> Iterator[IMAP4]:
        """The mailbox as another program sees it."""
        with IMAP4("127.0.0.1", self.port, PATIENCE.total_seconds()) as client:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{self.users[user]}".encode())
            yield client

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """What lies in a folder, byte for byte; nothing where there is no such folder."""
        with self.mailbox(user) as client:
            status, _ = client.select(f'"{folder}"', readonly=True)
            if status != "OK":
                return []
            _, found = client.uid("SEARCH", "ALL")
            uids = found[0].split()
            return [_content(client, uid) for uid in uids]


def _runs(one: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(one.status() != psutil.STATUS_ZOMBIE)
    return False


def _content(client: IMAP4, uid: bytes) -> bytes:
    _, told = client.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
    return next(bytes(one[1]) for one in told if isinstance(one, tuple))


@asynccontextmanager
async def dovecot(**settings: Any) -> AsyncIterator[Dovecot]:
    """A running server, with users named in `users`. Needs `programs`."""
    folder = Path(tempfile.mkdtemp(prefix="meridian-mail-"))
    server = Dovecot(folder, **settings)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def trusting(certificate: Path) -> ssl.SSLContext:
    """What a client knows who trusts that certificate alone."""
    return ssl.create_default_context(cafile=certificate)


def _user() -> tuple[str, str]:
    """Whom everything of it runs as: ourselves, and nobody where we are root."""
    known = getpwnam("nobody") if os.geteuid() == 0 else getpwuid(os.geteuid())
    return known.pw_name, getgrgid(known.pw_gid).gr_name


def _as_user() -> Mapping[str, Any]:
    if os.geteuid() != 0:
        return {}
    user, group = _user()
    return {"user": user, "group": group, "extra_groups": []}


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        user, group = _user()
        for one in (folder, *folder.rglob("*")):
            shutil.chown(one, user, group)
