"""What can be held against the C kernel only where it is built."""

from tests.media.conftest import BUILT

collect_ignore = [] if BUILT else ["test_the_kernel_hears_the_same.py"]
