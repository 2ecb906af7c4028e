"""The whole sweep, with its counts: `make sweep`. The test suite runs a part of it."""

import argparse
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.sweep.faults import ERRORS, FAILING, calls_of_a_rebuild, failed_at, killed_at
from tests.sweep.races import race
from tests.sweep.swaps import swaps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--swaps", type=int, default=200)
    parser.add_argument("--port", type=int, default=8765)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanya-sweep-") as name, ThreadPoolExecutor(2) as pool:
        folder = Path(name).resolve()
        calls = calls_of_a_rebuild(folder / "traced")
        kinds = ", ".join(f"{count} {name}" for name, count in Counter(c.name for c in calls).most_common())
        print(f"calls on the index folder in one rebuild: {len(calls)} ({kinds})", flush=True)
        list(pool.map(lambda job: killed_at(job[1], folder / f"k{job[0]}"), enumerate(calls)))
        print(f"killed at each of them: {len(calls)}, each left the old or the new index whole", flush=True)
        faults = [(call, error) for call in calls if call.name in FAILING for error in ERRORS]
        list(pool.map(lambda job: failed_at(*job[1], folder / f"f{job[0]}"), enumerate(faults)))
        print(f"ENOSPC and EIO at open, write, fsync, rename, mkdir: {len(faults)}, likewise", flush=True)
        outcomes = [race(folder / f"r{number}") for number in range(wanted.races)]
        won, named = (sum(outcome[i] for outcome in outcomes) for i in (0, 1))
        times = f"8 rebuilds at once, {wanted.races} times"
        print(f"{times}: {won} published, {named} named the holder of the lock", flush=True)
        if wanted.swaps:
            (folder / "swaps").mkdir()
            print(swaps(folder / "swaps", wanted.swaps, wanted.port), flush=True)


if __name__ == "__main__":
    main()
