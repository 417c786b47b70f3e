"""The task shapes of `bench/run tasks`, on Python's dask.distributed: a client, a scheduler and two worker processes.

Prints one JSON object a line: shape, tasks, seconds from the first submission to the last fetched result, CPU seconds of
the scheduler process meanwhile (all its threads), and its resident memory a task where that was measured.

    python dask_tasks.py trivial:20000 chain:10000 trees:100x1000 random:20000 fan:100000 latency:200
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time

from dask.distributed import Client

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def scheduler_cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid):
    return int(open(f"/proc/{pid}/statm").read().split()[1]) * PAGE


def increment(x):
    return x + 1


def add(*values):
    return sum(values)


def trivial(client, count):
    return client.gather(client.map(increment, range(count), pure=False))


def chain(client, count):
    future = client.submit(increment, 0, pure=False)
    for _ in range(count - 1):
        future = client.submit(increment, future, pure=False)
    return future.result()


def trees(client, shape):
    trees_count, leaves = (int(n) for n in shape.split("x"))
    roots = []
    for _ in range(trees_count):
        level = client.map(increment, range(leaves), pure=False)
        while len(level) > 1:
            level = [client.submit(add, *level[i : i + 2], pure=False) for i in range(0, len(level), 2)]
        roots += level
    return sum(client.gather(roots))


def random_graph(client, count):
    source = random.Random(1)
    futures = []
    for i in range(count):
        inputs = [futures[source.randrange(i)] for _ in range(min(i, 3))]
        futures.append(client.submit(lambda *values: sum(values) % 1000 + 1, *inputs, pure=False))
    return client.gather(futures)[-1]


def fan(client, count):
    leaves = client.map(increment, range(count), pure=False)
    return client.submit(lambda values: sum(values), leaves, pure=False).result()


def latency(client, count):
    times = []
    for i in range(count):
        start = time.perf_counter()
        client.submit(increment, i, pure=False).result()
        times.append(time.perf_counter() - start)
    times.sort()
    return {"median_ms": 1e3 * times[len(times) // 2], "p99_ms": 1e3 * times[int(len(times) * 0.99)]}


def tasks_of(name, size):
    if name == "trees":
        trees_count, leaves = (int(n) for n in size.split("x"))
        total, width = leaves, leaves
        while width > 1:
            width = -(-width // 2)
            total += width
        return trees_count * total
    return int(size) + (1 if name == "fan" else 0)


SHAPES = {"trivial": trivial, "chain": chain, "trees": trees, "random": random_graph, "fan": fan, "latency": latency}


def measure(shape, folder):
    name, size = shape.split(":")
    address_file = os.path.join(folder, "scheduler.json")
    if os.path.exists(address_file):
        os.remove(address_file)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        dask + ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", address_file], **quiet)
    worker = subprocess.Popen(
        dask + ["worker", "--scheduler-file", address_file, "--nworkers", "2", "--nthreads", "1", "--no-dashboard",
                "--local-directory", folder], **quiet)
    try:
        with Client(scheduler_file=address_file) as client:
            client.wait_for_workers(2, timeout=60)
            trivial(client, 500)
            cpu, memory, start = scheduler_cpu(scheduler.pid), resident(scheduler.pid), time.perf_counter()
            result = SHAPES[name](client, size if name == "trees" else int(size))
            seconds = time.perf_counter() - start
            row = {"system": "dask", "shape": shape, "tasks": tasks_of(name, size), "seconds": seconds,
                   "scheduler_cpu_seconds": scheduler_cpu(scheduler.pid) - cpu,
                   "scheduler_bytes": resident(scheduler.pid) - memory}
            if isinstance(result, dict):
                row.update(result)
            print(json.dumps(row), flush=True)
    finally:
        worker.terminate()
        worker.wait()
        scheduler.terminate()
        scheduler.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for wanted in sys.argv[1:]:
            measure(wanted, scratch)
