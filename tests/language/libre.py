"""A stand-in for LibreTranslate and the others: a real HTTP server, whose behaviour a test chooses.

It knows by the path in which form an engine is to be answered: `/m` Google's page, `/get`
MyMemory, `/v2/translate` DeepL, `/microsoft` Microsoft, anything else LibreTranslate.
"""

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from language.online import Access, DeepTranslatorEngine

KEY = "key-that-nobody-may-see"
PLACES = {
    "google": "m",
    "deepl": "v2/",
    "microsoft": "microsoft?api-version=3.0",
    "mymemory": "get",
    "libre": "",
}
OFTEN = 100_000  # requests a minute: as many as a test likes


class LibreServer(ThreadingHTTPServer):
    """Answers `/translate` as `mode` says; `asked` holds what was sent, `paths` where to."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode = "echo"
        self.asked: list[Any] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: LibreServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._answer(json.loads(self.rfile.read(length)))

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self._answer({name: values[0] for name, values in asked.items()})

    def _answer(self, sent: Any) -> None:
        self.server.asked.append(sent)
        self.server.paths.append(self.path)
        self.server.headers.append(dict(self.headers))
        getattr(self, f"_{self.server.mode}")(sent)

    def _echo(self, sent: Any) -> None:
        match urlsplit(self.path).path:
            case "/m":
                text = html.escape(f"[{sent['tl']}] {sent['q']}")
                page = f'<html><div class="result-container">{text}</div></html>'
                self._send(200, page.encode(), "text/html; charset=UTF-8")
            case "/get":
                text = f"[{sent['langpair'].partition('|')[2]}] {html.escape(sent['q'])}"
                self._json(200, {"responseData": {"translatedText": text}, "responseStatus": 200})
            case "/v2/translate":
                text = f"[{sent['target_lang']}] {sent['text'][0]}"
                self._json(200, {"translations": [{"text": text}]})
            case "/microsoft":
                target = parse_qs(urlsplit(self.path).query)["to"][0]
                text = f"[{target}] {sent[0]['text']}"
                self._json(200, [{"translations": [{"text": text, "to": target}]}])
            case _:
                self._json(200, {"translatedText": f"[{sent['target']}] {sent['q']}"})

    def _hang(self, sent: Any) -> None:
        self.server.released.wait(30)

    def _trickle(self, sent: Any) -> None:
        """One byte at a time, each well within a timeout that counts from byte to byte."""
        self.send_response(200)
        self.end_headers()
        while not self.server.released.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def _broken(self, sent: Any) -> None:
        self._json(500, {"error": f"cannot translate {sent} for {dict(self.headers)}"})

    def _busy(self, sent: Any) -> None:
        self._json(429, {"error": "slow down"})

    def _forbidden(self, sent: Any) -> None:
        self._json(403, {"error": f"invalid key {sent} {dict(self.headers)}"})

    def _refused(self, sent: Any) -> None:
        self._json(400, {"error": f"{sent} is not supported"})

    def _spent(self, sent: Any) -> None:
        self._json(456, {"message": "Quota exceeded"})

    def _elsewhere(self, sent: Any) -> None:
        self.send_response(302)
        self.send_header("Location", "/stolen")
        self.end_headers()

    def _html(self, sent: Any) -> None:
        self._send(200, b"<html><body>Bad gateway</body></html>", "text/html")

    def _nothing(self, sent: Any) -> None:
        self._send(200, b"", "application/json")

    def _blank(self, sent: Any) -> None:
        self._json(200, {"translatedText": "  "})

    def _null(self, sent: Any) -> None:
        self._json(200, {"translatedText": None})

    def _list(self, sent: Any) -> None:
        self._json(200, [1, 2])

    def _stranger(self, sent: Any) -> None:
        self._json(200, {"translatedText": "Mein Paket ist nicht gekommen, niemand antwortet mir."})

    def _forgetful(self, sent: Any) -> None:
        """Nothing of a masked thing or of a number comes back."""
        words = (word for word in sent["q"].split() if word.isalpha())
        self._json(200, {"translatedText": " ".join(words)})

    def _endless(self, sent: Any) -> None:
        self._send(200, b'"' + b"a" * 10_000_000 + b'"', "application/json")

    def _google(self, sent: Any) -> None:
        page = '<html><div class="result-container">Olá &amp; até logo</div></html>'
        self._send(200, page.encode(), "text/html; charset=UTF-8")

    def _memory(self, sent: Any) -> None:
        self._json(200, {"responseData": {"translatedText": "Olá"}, "responseStatus": 200})

    def _quota(self, sent: Any) -> None:
        warning = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY"
        self._json(200, {"responseData": {"translatedText": warning}, "responseStatus": 429})

    def _json(self, status: int, body: object) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return  # the client did not wait

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def running() -> Iterator[LibreServer]:
    """A server that answers until the block ends; nothing hangs any longer then."""
    with LibreServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()


def engine(server: LibreServer, name: str, seconds: float = 5.0) -> DeepTranslatorEngine:
    """The engine of that name, which asks this server as often as it likes."""
    key = "" if name in {"google", "mymemory"} else KEY
    access = Access(server.url + PLACES[name], key=key, a_minute=OFTEN)
    return DeepTranslatorEngine(name, access, seconds)
