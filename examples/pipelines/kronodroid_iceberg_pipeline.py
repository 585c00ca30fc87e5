"""Kronodroid on Kubeflow Pipelines: a run on its own lakeFS branch, then its promotion.

    pip install kfp==2.17.0
    python kronodroid_iceberg_pipeline.py RUN_COMPONENT PROMOTE_COMPONENT OUTPUT

The two components are among the manifests that the platform's synth writes. Their steps bring along their Secret,
their retries and that they are never cached.
"""

import sys
from typing import Callable

from kfp import compiler, components, dsl


def build(run_component: str, promote_component: str) -> Callable:
    """The pipeline over the two component files."""
    run_op = components.load_component_from_file(run_component)
    promote_op = components.load_component_from_file(promote_component)

    @dsl.pipeline(name="kronodroid-iceberg")
    def kronodroid_iceberg(
        executor_instances: int = 2,
        executor_memory: str = "2g",
        timeout_seconds: int = 3600,
        target_branch: str = "main",
    ) -> None:
        run = run_op(
            run_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER,
            executor_instances=executor_instances,
            executor_memory=executor_memory,
            timeout_seconds=timeout_seconds,
        ).set_caching_options(False)
        promote_op(
            source_branch=run.outputs["lakefs_branch"],
            target_branch=target_branch,
        ).set_caching_options(False)

    return kronodroid_iceberg


if __name__ == "__main__":
    run_file, promote_file, output = sys.argv[1:]
    compiler.Compiler().compile(build(run_file, promote_file), package_path=output)
