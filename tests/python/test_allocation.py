import platform
import subprocess
import sys

import pytest

# Page faults while blocks come and go, before and after. Each is larger than those freed before it, so that malloc maps
# it anew as long as nobody asks otherwise. In a process of its own, as what other tests have freed counts.
COUNT = """
import resource, torch
from torchduet.allocation import keep_freed_memory
SIZES = range(2_000_000, 7_000_000, 500_000)
def churn():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for size in SIZES:
        held = torch.ones(size)
        del held
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(sum(SIZES) * 4 // resource.getpagesize(), churn())
keep_freed_memory()
churn()
print(churn())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="how malloc keeps memory is glibc's own")
def test_memory_that_was_freed_comes_again_without_page_faults():
    result = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    pages, before, after = map(int, result.stdout.split())
    assert before > 0.5 * pages
    assert after < 0.02 * pages
