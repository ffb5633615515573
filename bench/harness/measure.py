"""Runs a command and writes what it took as JSON: measure.py REPORT COMMAND [ARGUMENT ...]

The figures are the kernel's own for the child that was waited for, with the children it waited for
itself: wall seconds, user + system CPU seconds, highest resident memory in bytes of any one of them.
"""

import json
import os
import sys
import time

report, command = sys.argv[1], sys.argv[2:]
start = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
with open(report, "w", encoding="utf-8") as file:
    json.dump({"seconds": seconds, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakBytes": peak}, file)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
