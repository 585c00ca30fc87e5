from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

ICEBERG = "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.2"


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A small local Spark whose catalog `lakefs` is a folder."""
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.jars.packages", ICEBERG)
        .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config("spark.sql.catalog.lakefs", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.lakefs.type", "hadoop")
        .config("spark.sql.catalog.lakefs.warehouse", str(tmp_path_factory.mktemp("warehouse")))
        .config("spark.sql.catalog.lakefs.cache-enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()
