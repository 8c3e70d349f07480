"""A stand-in for LibreTranslate: a real HTTP server here, whose behaviour a test chooses."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "key-that-nobody-may-see"


class LibreServer(ThreadingHTTPServer):
    """Answers `/translate` as `mode` says; `asked` holds what was sent, `paths` where to."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode = "echo"
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: LibreServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        sent = json.loads(self.rfile.read(length))
        self.server.asked.append(sent)
        self.server.paths.append(self.path)
        getattr(self, f"_{self.server.mode}")(sent)

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        getattr(self, f"_{self.server.mode}")({})

    def _echo(self, sent: dict[str, str]) -> None:
        self._json(200, {"translatedText": f"[{sent['target']}] {sent['q']}"})

    def _hang(self, sent: dict[str, str]) -> None:
        self.server.released.wait(30)

    def _trickle(self, sent: dict[str, str]) -> None:
        """One byte at a time, each well within a timeout that counts from byte to byte."""
        self.send_response(200)
        self.end_headers()
        while not self.server.released.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def _broken(self, sent: dict[str, str]) -> None:
        self._json(500, {"error": f"cannot translate {sent['q']} for {sent['api_key']}"})

    def _busy(self, sent: dict[str, str]) -> None:
        self._json(429, {"error": "slow down"})

    def _forbidden(self, sent: dict[str, str]) -> None:
        self._json(403, {"error": f"invalid key {sent['api_key']}"})

    def _refused(self, sent: dict[str, str]) -> None:
        self._json(400, {"error": f"{sent['target']} is not supported"})

    def _elsewhere(self, sent: dict[str, str]) -> None:
        self.send_response(302)
        self.send_header("Location", "/stolen")
        self.end_headers()

    def _html(self, sent: dict[str, str]) -> None:
        self._send(200, b"<html><body>Bad gateway</body></html>", "text/html")

    def _nothing(self, sent: dict[str, str]) -> None:
        self._send(200, b"", "application/json")

    def _blank(self, sent: dict[str, str]) -> None:
        self._json(200, {"translatedText": "  "})

    def _null(self, sent: dict[str, str]) -> None:
        self._json(200, {"translatedText": None})

    def _list(self, sent: dict[str, str]) -> None:
        self._json(200, [1, 2])

    def _endless(self, sent: dict[str, str]) -> None:
        self._send(200, b'"' + b"a" * 2_000_000 + b'"', "application/json")

    def _google(self, sent: dict[str, str]) -> None:
        page = '<html><div class="result-container">Olá &amp; até logo</div></html>'
        self._send(200, page.encode(), "text/html; charset=UTF-8")

    def _memory(self, sent: dict[str, str]) -> None:
        self._json(200, {"responseData": {"translatedText": "Olá"}, "responseStatus": 200})

    def _quota(self, sent: dict[str, str]) -> None:
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
