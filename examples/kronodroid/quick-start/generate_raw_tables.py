"""Small raw Kronodroid tables, the same on every machine: row i is a function of i alone.

    spark-submit generate_raw_tables.py ROOT [EMULATOR_ROWS [REAL_DEVICE_ROWS]]

ROOT is any folder that Spark can write, such as s3a://dlt-data/kronodroid_raw. As in the published data
set, the two devices share most samples and features but not all of them.
"""

from __future__ import annotations

import sys

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

FAMILIES = ["airpush", "dowgin", "fakeinst", "opfake", "adrd"]
SHARED = ["detection_ratio", "nr_permissions", "dangerous", "sys_read", "sys_write", "sys_ioctl"]
OWN = {"kronodroid_2021_emu_v1": ["sys_epoll_wait"], "kronodroid_2021_real_v1": ["sys_futex", "sys_prctl"]}


def raw_table(spark: SparkSession, table: str, rows: int) -> DataFrame:
    i = F.col("id")
    malware = (i % 2).cast("long")
    family = F.element_at(F.array(*map(F.lit, FAMILIES)), (i / 2 % len(FAMILIES)).cast("int") + 1)
    return spark.range(rows).select(
        F.concat(F.lit("com.example.app"), i % 1000).alias("package"),
        F.sha2(i.cast("string"), 256).alias("sha256"),
        malware.alias("malware"),
        F.when(malware == 1, family).alias("mal_family"),
        F.date_format(F.date_add(F.lit("2012-01-01"), (i % 3000).cast("int")), "yyyy-MM-dd").alias(
            "earliest_mod_date"
        ),
        *((i * (n + 3) % 101).alias(name) for n, name in enumerate(SHARED + OWN[table])),
        F.lit("1700000000.0").alias("_dlt_load_id"),
        F.concat(F.lit("dlt"), i).alias("_dlt_id"),
    )


def main(root: str, *rows: str) -> None:
    spark = SparkSession.builder.appName("kronodroid-raw-tables").getOrCreate()
    for table, number in zip(OWN, map(int, rows + ("4000", "2500")[len(rows) :])):
        raw_table(spark, table, number).coalesce(2).write.mode("overwrite").parquet(f"{root}/{table}")
        print(f"{root}/{table}: {number} rows", flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
