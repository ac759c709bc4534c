"""Replacing a function of WeasyPrint wherever its modules know it by name."""

import sys
from typing import Any


def replace_everywhere(stock: Any, replacement: Any) -> None:
    """Let every module of WeasyPrint that imported a function have another in its place."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint":
            for each, value in tuple(vars(module).items()):
                if value is stock:
                    setattr(module, each, replacement)
