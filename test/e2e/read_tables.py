"""Prints the rows of each query as one line of JSON."""

import json
import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
for query in sys.argv[1:]:
    print("ROWS " + json.dumps([list(row) for row in spark.sql(query).collect()], default=str), flush=True)
spark.stop()
