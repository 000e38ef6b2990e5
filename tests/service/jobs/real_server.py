"""A process with the jobs of a home, real workers and all; it prints what it queued, and waits."""

import json
import sys
import time

from mainstay.service.jobs.jobs import Jobs

if __name__ == "__main__":
    jobs = Jobs.open(sys.argv[1])
    assert jobs.start()
    told = {"runs": jobs.run("taiwan-strait", seed=int(sys.argv[2])).id,
            "waits": jobs.run("dearer-oil", seed=int(sys.argv[2])).id}  # fmt: skip
    print(json.dumps(told), flush=True)
    # far enough to be in the middle of it, however fast the machine
    while (jobs.get(told["runs"]).progress.done or 0) < int(sys.argv[3]):
        time.sleep(0.01)
    print(jobs._threads[0]._worker.pid, flush=True)
    time.sleep(600)
