"""The last cell that the renderer runs in a lesson's kernel: writes the named results to the file LESSON_RESULTS.

It is not part of the notebook that learners get.
"""


def _collect() -> None:
    import json
    import os
    import platform
    import sys
    from pathlib import Path
    from typing import Any

    import numpy as np

    reached = sorted({name.split(".")[0] for name in sys.modules} & {"rpy2", "rpy2_rinterface", "torchduet_rbridge"})
    if reached:
        raise AssertionError(f"the Python column must run without R, but it has imported {', '.join(reached)}")
    if "torchduet" not in sys.modules:
        raise AssertionError("the lesson does not import torchduet: write import torchduet as td in its first chunk")

    def encode(values: Any, *, exactly: bool) -> list[Any]:  # row-major; hexadecimal is exact
        flat: list[Any] = np.asarray(values).ravel().tolist()
        return [float(value).hex() for value in flat] if exactly else flat

    records = [
        {
            "name": record["name"],
            "kind": record["kind"],
            "type": record["type"],
            "shape": list(np.shape(record["values"])),
            "values": encode(record["values"], exactly=np.asarray(record["values"]).dtype.kind == "f"),
            "expected": None if record["expected"] is None else encode(record["expected"], exactly=True),
        }
        for record in sys.modules["torchduet"].recorded_results()
    ]
    versions = {"Python": platform.python_version()}
    for name in ("torchduet", "torch", "numpy"):
        if hasattr(sys.modules.get(name), "__version__"):
            versions[name] = str(sys.modules[name].__version__)
    written = json.dumps({"results": records, "versions": versions})
    Path(os.environ["LESSON_RESULTS"]).write_text(written, encoding="utf-8")


_collect()
del _collect
