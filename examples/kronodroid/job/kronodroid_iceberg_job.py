"""Kronodroid: raw Parquet in MinIO -> staging and mart tables in Iceberg.

The catalog, the stores and their credentials come with the application's Spark configuration; this
program only names the catalog. Every table is replaced as a whole, so the job can be run again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Mapping, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import NumericType

RAW_TABLES = {"emulator": "kronodroid_2021_emu_v1", "real_device": "kronodroid_2021_real_v1"}
RAW_COLUMNS = ["package", "sha256", "malware", "mal_family", "earliest_mod_date"]
IDENTITY = ["sample_id", "data_source", "sha256", "package", "is_malware", "family", "first_seen"]
ENVIRONMENT = [
    "MINIO_ENDPOINT_URL",
    "MINIO_ACCESS_KEY_ID",
    "MINIO_SECRET_ACCESS_KEY",
    "LAKEFS_ENDPOINT_URL",
    "LAKEFS_ACCESS_KEY_ID",
    "LAKEFS_SECRET_ACCESS_KEY",
    "LAKEFS_REPOSITORY",
    "LAKEFS_BRANCH",
]


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minio-bucket", required=True)
    parser.add_argument("--minio-prefix", required=True)
    parser.add_argument("--lakefs-repository", required=True)
    parser.add_argument("--lakefs-branch", required=True)
    parser.add_argument("--catalog-name", required=True)
    parser.add_argument("--staging-database", required=True)
    parser.add_argument("--marts-database", required=True)
    parser.add_argument(
        "--test-limit", type=int, metavar="N", help="read only the first N rows of each raw table, by sha256"
    )
    arguments = parser.parse_args(argv)
    if arguments.test_limit is not None and arguments.test_limit < 1:
        parser.error(
            f"--test-limit is {arguments.test_limit}, allowed is 1 or more: leave it out to read everything"
        )
    return arguments


def configuration_problems(arguments: argparse.Namespace, environment: Mapping[str, str]) -> list[str]:
    """What would otherwise show up minutes later, as a 403 that names no variable."""
    problems = [
        f"environment variable {name} is missing or empty"
        for name in ENVIRONMENT
        if not environment.get(name)
    ]
    for name, argument in (("LAKEFS_REPOSITORY", "lakefs_repository"), ("LAKEFS_BRANCH", "lakefs_branch")):
        given, expected = environment.get(name), getattr(arguments, argument)
        if given and given != expected:
            problems.append(
                f"{name} is {given!r}, but --{argument.replace('_', '-')} is {expected!r}: they must be equal"
            )
    return problems


def stage(raw: DataFrame, source: str, limit: int | None = None) -> DataFrame:
    """One raw table with named and typed identity columns, and its features as they are."""
    missing = [name for name in RAW_COLUMNS if name not in raw.columns]
    if missing:
        raise SystemExit(
            f"{RAW_TABLES[source]} has no column {', '.join(missing)}; it has {', '.join(raw.columns[:12])} …"
        )
    if limit is not None:
        raw = raw.orderBy("sha256").limit(limit)
    is_malware = F.col("malware") == 1
    return raw.select(
        F.concat_ws("-", F.lit(source), "sha256").alias("sample_id"),
        F.lit(source).alias("data_source"),
        "sha256",
        "package",
        is_malware.alias("is_malware"),
        F.when(
            is_malware, F.coalesce(F.nullif(F.lower(F.trim("mal_family")), F.lit("")), F.lit("unknown"))
        ).alias("family"),
        F.to_date("earliest_mod_date").alias("first_seen"),
        *(name for name in raw.columns if name not in RAW_COLUMNS and not name.startswith("_dlt_")),
    )


def combine(emulator: DataFrame, real_device: DataFrame) -> DataFrame:
    """Both sources; a system call that only one of them has seen is null in the other."""
    return emulator.unionByName(real_device, allowMissingColumns=True)


def malware_samples(combined: DataFrame) -> DataFrame:
    return combined.where("is_malware").select(*(name for name in IDENTITY if name != "is_malware"))


def malware_families(samples: DataFrame) -> DataFrame:
    return samples.groupBy("family").agg(
        F.count("*").alias("samples"),
        *(F.count_if(F.col("data_source") == source).alias(f"{source}_samples") for source in RAW_TABLES),
        F.countDistinct("package").alias("packages"),
        F.min("first_seen").alias("first_seen"),
        F.max("first_seen").alias("last_seen"),
    )


def training_dataset(combined: DataFrame) -> DataFrame:
    """Label, features and split. The split follows the file's hash, so that an application seen on
    both devices is never trained on and tested with."""
    features = [
        field.name
        for field in combined.schema
        if field.name not in IDENTITY and isinstance(field.dataType, NumericType)
    ]
    bucket = F.pmod(F.xxhash64("sha256"), F.lit(100))
    split = F.when(bucket < 70, "train").when(bucket < 85, "validation").otherwise("test")
    return combined.select(
        "sample_id",
        F.col("is_malware").cast("int").alias("label"),
        split.alias("split"),
        *(F.coalesce(F.col(name), F.lit(0)).alias(name) for name in features),
    )


def run(spark: SparkSession, arguments: argparse.Namespace, raw_root: str) -> dict[str, int]:
    """Writes the six tables and returns their numbers of rows."""
    rows: dict[str, int] = {}
    for database in (arguments.staging_database, arguments.marts_database):
        spark.sql(f"CREATE NAMESPACE IF NOT EXISTS `{arguments.catalog_name}`.`{database}`")

    def write(table: str, data: DataFrame) -> DataFrame:
        name = f"{arguments.catalog_name}.{table}"
        data.writeTo(name).using("iceberg").createOrReplace()
        written = spark.table(name)
        rows[table] = written.count()
        print(f"{name}: {rows[table]} rows", flush=True)
        return written

    staging, marts = f"{arguments.staging_database}.stg_kronodroid__", f"{arguments.marts_database}."
    staged = [
        write(
            staging + source, stage(spark.read.parquet(f"{raw_root}/{table}"), source, arguments.test_limit)
        )
        for source, table in RAW_TABLES.items()
    ]
    combined = write(f"{staging}combined", combine(*staged))
    samples = write(f"{marts}fct_malware_samples", malware_samples(combined))
    write(f"{marts}dim_malware_families", malware_families(samples))
    write(f"{marts}fct_training_dataset", training_dataset(combined))
    return rows


def main(argv: Sequence[str]) -> None:
    arguments = parse_arguments(argv)
    problems = configuration_problems(arguments, os.environ)
    if problems:
        sys.exit("the job is not configured:\n" + "\n".join(f"- {problem}" for problem in problems))
    spark = SparkSession.builder.appName("kronodroid-iceberg").getOrCreate()
    rows = run(spark, arguments, f"s3a://{arguments.minio_bucket}/{arguments.minio_prefix.strip('/')}")
    print(
        json.dumps(
            {"repository": arguments.lakefs_repository, "branch": arguments.lakefs_branch, "rows": rows}
        ),
        flush=True,
    )
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
