"""A child with a child of its own: writes that one's process id into the file named, and waits."""

import signal
import subprocess
import sys
from pathlib import Path

FOR_EVER = "import signal; signal.pause()"

if __name__ == "__main__":
    offspring = subprocess.Popen([sys.executable, "-I", "-S", "-c", FOR_EVER])
    Path(sys.argv[1]).write_text(f"{offspring.pid}\n", encoding="ascii")
    signal.pause()
