"""Serves one database of the benchmark as `council serve` does: python -m tests.bench.server.

The instance folder comes as an argument, so that nothing of the checkout's own is touched.
"""

import sys
from pathlib import Path

from council import create_app
from council.database import db
from council.migrations import refuse_unready_database
from council.serving import Server

WORKERS = 2


def main(instance: str, port: str) -> None:
    """Serve until told to stop."""
    app = create_app(None, Path(instance))
    with app.app_context():
        refuse_unready_database()
        db.engine.dispose()
    Server(app, host="127.0.0.1", port=int(port), workers=WORKERS).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
