"""Writes rows to folders and tables, and says what it reads there: `ROWS place count sum`."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
for place in sys.argv[1:]:
    rows = spark.range(1000).repartition(2)
    if "://" in place:
        rows.write.mode("overwrite").parquet(place)
        found = spark.read.parquet(place)
    else:
        spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {place.rsplit('.', 1)[0]}")
        rows.writeTo(place).using("iceberg").createOrReplace()
        found = spark.table(place)
    print("ROWS", place, *found.selectExpr("count(*)", "sum(id)").first(), flush=True)
spark.stop()
