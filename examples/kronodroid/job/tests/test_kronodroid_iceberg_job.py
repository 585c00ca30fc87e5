from __future__ import annotations

from datetime import date

import pytest
from pyspark.sql import Row

import generate_raw_tables as generator
import kronodroid_iceberg_job as job

SEED_ARGUMENTS = [
    *("--minio-bucket", "dlt-data", "--minio-prefix", "kronodroid_raw"),
    *("--lakefs-repository", "kronodroid", "--lakefs-branch", "main", "--catalog-name", "lakefs"),
    *("--staging-database", "stg_kronodroid", "--marts-database", "kronodroid"),
]
ENVIRONMENT = {name: "x" for name in job.ENVIRONMENT} | {
    "LAKEFS_REPOSITORY": "kronodroid",
    "LAKEFS_BRANCH": "main",
}

ROWS = {
    "stg_kronodroid.stg_kronodroid__emulator": 400,
    "stg_kronodroid.stg_kronodroid__real_device": 250,
    "stg_kronodroid.stg_kronodroid__combined": 650,
    "kronodroid.fct_malware_samples": 325,
    "kronodroid.dim_malware_families": 5,
    "kronodroid.fct_training_dataset": 650,
}


def problems(**changes):
    return job.configuration_problems(job.parse_arguments(SEED_ARGUMENTS), {**ENVIRONMENT, **changes})


class TestConfiguration:
    def test_is_complete_as_the_seed_gives_it(self):
        assert problems() == []

    def test_fails_with_every_missing_variable_named(self):
        assert problems(MINIO_SECRET_ACCESS_KEY="", LAKEFS_BRANCH="") == [
            "environment variable MINIO_SECRET_ACCESS_KEY is missing or empty",
            "environment variable LAKEFS_BRANCH is missing or empty",
        ]

    def test_fails_when_environment_and_arguments_disagree(self):
        assert problems(LAKEFS_BRANCH="run-1") == [
            "LAKEFS_BRANCH is 'run-1', but --lakefs-branch is 'main': they must be equal"
        ]

    def test_fails_before_spark_is_started(self, monkeypatch):
        monkeypatch.setattr("os.environ", {})
        with pytest.raises(SystemExit, match="not configured:\n- environment variable MINIO_ENDPOINT_URL is"):
            job.main(SEED_ARGUMENTS)

    @pytest.mark.parametrize("limit", ["0", "-3", "many"])
    def test_fails_with_a_limit_that_is_none(self, limit, capsys):
        with pytest.raises(SystemExit):
            job.parse_arguments([*SEED_ARGUMENTS, "--test-limit", limit])
        assert limit in capsys.readouterr().err


class TestStage:
    def raw(self, spark, **changes):
        row = {
            "package": "p",
            "sha256": "aa",
            "malware": 1,
            "mal_family": " AirPush ",
            "earliest_mod_date": "2012-01-02",
        }
        return spark.createDataFrame([Row(**{**row, "sys_read": 7, "_dlt_id": "d", **changes})])

    def test_types_and_names(self, spark):
        assert job.stage(self.raw(spark), "emulator").collect() == [
            Row(
                sample_id="emulator-aa",
                data_source="emulator",
                sha256="aa",
                package="p",
                is_malware=True,
                family="airpush",
                first_seen=date(2012, 1, 2),
                sys_read=7,
            )
        ]

    @pytest.mark.parametrize(("malware", "family", "expected"), [(1, " ", "unknown"), (0, "airpush", None)])
    def test_family_is_for_malware_only(self, spark, malware, family, expected):
        [row] = job.stage(self.raw(spark, malware=malware, mal_family=family), "emulator").collect()
        assert row.family == expected

    def test_fails_with_the_missing_column_named(self, spark):
        with pytest.raises(
            SystemExit, match="kronodroid_2021_emu_v1 has no column sha256; it has package, malware"
        ):
            job.stage(self.raw(spark).drop("sha256"), "emulator")


class TestTrainingDataset:
    def test_one_file_is_in_one_split_on_both_devices(self, spark):
        staged = [
            job.stage(generator.raw_table(spark, table, 500), source)
            for source, table in job.RAW_TABLES.items()
        ]
        rows = job.training_dataset(job.combine(*staged)).collect()
        splits = {}
        for row in rows:
            splits.setdefault(row.sample_id.split("-")[1], set()).add(row.split)
        assert len(rows) == 1000 and all(len(split) == 1 for split in splits.values())
        counts = {name: sum(row.split == name for row in rows) for name in ("train", "validation", "test")}
        assert counts["train"] > 600 and counts["validation"] > 100 and counts["test"] > 100

    def test_features_are_numbers_without_gaps(self, spark):
        staged = [
            job.stage(generator.raw_table(spark, table, 10), source)
            for source, table in job.RAW_TABLES.items()
        ]
        data = job.training_dataset(job.combine(*staged))
        own = [name for names in generator.OWN.values() for name in names]
        assert data.columns == ["sample_id", "label", "split", *generator.SHARED, *own]
        assert all(None not in row for row in data.collect())


class TestRun:
    @pytest.fixture(scope="class")
    def raw_root(self, spark, tmp_path_factory):
        root = str(tmp_path_factory.mktemp("raw"))
        for table, rows in (("kronodroid_2021_emu_v1", 400), ("kronodroid_2021_real_v1", 250)):
            generator.raw_table(spark, table, rows).write.parquet(f"{root}/{table}")
        return root

    def test_writes_six_iceberg_tables_and_can_run_again(self, spark, raw_root):
        arguments = job.parse_arguments(SEED_ARGUMENTS)
        assert job.run(spark, arguments, raw_root) == ROWS
        assert job.run(spark, arguments, raw_root) == ROWS
        families = spark.table("lakefs.kronodroid.dim_malware_families")
        assert families.where("family = 'airpush'").collect() == [
            Row(
                family="airpush",
                samples=65,
                emulator_samples=40,
                real_device_samples=25,
                packages=40,
                first_seen=date(2012, 1, 2),
                last_seen=date(2013, 1, 26),
            )
        ]
        assert spark.table("lakefs.kronodroid.fct_training_dataset.snapshots").count() == 2

    def test_limit_reads_the_same_first_rows_of_each_table(self, spark, raw_root):
        arguments = job.parse_arguments([*SEED_ARGUMENTS, "--test-limit", "3"])
        rows = job.run(spark, arguments, raw_root)
        assert rows["stg_kronodroid.stg_kronodroid__combined"] == 6
        staged = spark.table("lakefs.stg_kronodroid.stg_kronodroid__emulator")
        hashes = [row.sha256 for row in staged.collect()]
        assert (
            sorted(hashes)
            == sorted(
                row.sha256
                for row in generator.raw_table(spark, "kronodroid_2021_emu_v1", 400)
                .select("sha256")
                .collect()
            )[:3]
        )
