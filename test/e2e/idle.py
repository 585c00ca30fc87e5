"""Has its executors made, and waits."""

import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
time.sleep(120)
spark.stop()
