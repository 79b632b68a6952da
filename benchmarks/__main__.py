"""Run all benchmarks, or those named: ``python -m benchmarks [spine events ...]``."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def main(names: list[str]) -> int:
    """Run each benchmark module that has a ``main``; 1 if a number misses its bound."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    missed = 0
    for name in names or [name for name in found if name != "__main__"]:
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            missed += module.main()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
