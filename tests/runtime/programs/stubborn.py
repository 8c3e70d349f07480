"""Refuses to end when asked; writes its diary like `polite.py` once it refuses."""

import signal
import sys
from pathlib import Path

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(sys.argv[1]).write_text(f"{sys.argv[2]} begins\n", encoding="utf-8")
    while True:
        signal.pause()
