"""Prints what OpenAPI says of the API, for whoever makes clients: `python -m api.description`."""

import json
import sys

from api.app import described_app

if __name__ == "__main__":
    json.dump(described_app().openapi(), sys.stdout, indent=1, ensure_ascii=False)
