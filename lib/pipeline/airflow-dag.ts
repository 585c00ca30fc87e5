/** The program of every DAG. It has no values of a job: these are in the YAML file of the same name. */
export const AIRFLOW_DAG = `"""Runs of one released Spark job: each is run, promoted and cleaned up by spark-runner in a pod.

What is known of the job is in the YAML file of the same name beside this one. This file is the same for every job. It needs
Airflow 3 and apache-airflow-providers-cncf-kubernetes, and was tested with 3.3.2 and 10.25.0.
"""

from datetime import timedelta
from pathlib import Path

import pendulum
import yaml
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException
from airflow.sdk import DAG, Param, chain

KNOWN = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


class SparkRunner(KubernetesPodOperator):
    """A step that can be started again at any time. It is, unless the runner says that its end is final."""

    def cleanup(self, pod, remote_pod, *args, **kwargs):
        try:
            super().cleanup(pod, remote_pod, *args, **kwargs)
        except AirflowException as error:
            if is_final(remote_pod):
                raise AirflowFailException(str(error)) from error
            raise


def is_final(pod) -> bool:
    """Whether the runner ended by itself, for good."""
    for status in pod.status.container_statuses or []:
        if status.name == "base" and status.state.terminated:
            return status.state.terminated.exit_code not in KNOWN["retryable_exit_codes"]
    return False


with DAG(
    KNOWN["dag"]["name"],
    schedule=KNOWN["dag"]["schedule"],
    start_date=pendulum.datetime(2020, 1, 1, tz=KNOWN["dag"]["timeZone"]),
    catchup=False,
    max_active_runs=1,
    params={name: Param(**schema) for name, schema in KNOWN["params"].items()},
):
    steps = {
        name: SparkRunner(
            task_id=name,
            pod_template_dict=pod,
            # While the job runs, the triggerer waits. The other steps are short, and no worker is worth a detour.
            deferrable=name == "run",
            # A task is tried again when its worker or pod was lost, and finds its run.
            retries=5,
            retry_delay=timedelta(seconds=15),
            startup_timeout_seconds=600,
            # The last lines of the runner are the reason of a failure, and the pod is none.
            termination_message_policy="FallbackToLogsOnError",
            log_pod_spec_on_failure=False,
            **KNOWN["connection"],
        )
        for name, pod in KNOWN["pods"].items()
    }
    steps["cleanup"].as_teardown()
    chain(*steps.values())
`;
