"""Door 2: an API process.  python -m api"""

from runtime.loading import all_at_once

with all_at_once():
    from api.process import main
    from runtime.leaving import as_program

if __name__ == "__main__":
    as_program(main)
