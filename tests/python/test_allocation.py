import platform
import subprocess
import sys

import pytest

# Page faults while blocks of 12 MB, larger than what malloc keeps at first, come and go, before and after; in a process
# of its own, as what other tests have freed counts.
COUNT = """
import resource, torch
from torchduet.allocation import keep_freed_memory
def churn():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(8):
        held = [torch.ones(3_000_000) for _ in range(3)]
        del held
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
churn()
print(churn())
keep_freed_memory()
churn()
print(churn())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="how malloc keeps memory is glibc's own")
def test_memory_that_was_freed_comes_again_without_page_faults():
    result = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    before, after = map(int, result.stdout.split())
    pages = 8 * 3 * 12_000_000 / 4096
    assert before > 0.3 * pages
    assert after < 0.02 * pages
