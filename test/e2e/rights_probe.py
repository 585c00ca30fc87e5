"""Makes a driver ask the API server for all that it ever asks for: executors that come, die and are let go."""

import os
import signal
import time
from pathlib import Path

from pyspark.sql import SparkSession


def executor_process() -> int:
    commands = {
        int(path.parent.name): path.read_bytes().split(b"\0")[0] for path in Path("/proc").glob("[0-9]*/cmdline")
    }
    return next(pid for pid, command in commands.items() if command.endswith(b"java"))


def die_once(partition: int) -> int:
    from pyspark import TaskContext

    if TaskContext.get().attemptNumber() == 0:
        os.kill(executor_process(), signal.SIGKILL)
    return partition


spark = SparkSession.builder.getOrCreate()
context = spark.sparkContext
print("EXECUTOR DIES", context.parallelize([1], 1).map(die_once).collect(), flush=True)
executors = context._jsc.sc().getExecutorMemoryStatus
while executors().size() > 1:  # the driver is one of them
    time.sleep(1)
print("EXECUTORS LET GO", flush=True)
spark.stop()
