"""Door 1: a worker process.  python -m workers"""

from runtime.loading import all_at_once

with all_at_once():
    from runtime.leaving import as_program
    from workers.process import main

if __name__ == "__main__":
    as_program(main)
