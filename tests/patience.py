"""How long a test waits for other programs before it says that they will never answer."""

from datetime import timedelta

# Nothing is slower for it where all goes well. A busy machine takes a minute to start a desk.
PATIENCE = timedelta(seconds=240)
# Between two tries of a client that is told to come again, or finds nobody.
COMES_AGAIN = timedelta(milliseconds=400)
