"""The components that the library writes, as the KFP SDK reads them, and the pipeline over them."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml
from google.protobuf import json_format
from kfp import components
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2

ROOT = Path(__file__).parents[3]
SNAPSHOTS = (ROOT / "test/pipeline/__snapshots__/kfp-component.test.ts.snap").read_text()


def snapshot(name: str) -> Path:
    """A file with what jest keeps of a test, a template literal of JavaScript."""
    text = re.search(rf"^exports\[`{name} 1`\] = `\n(.*?)\n`;$", SNAPSHOTS, re.MULTILINE | re.DOTALL)[1]
    path = Path(tempfile.mkdtemp()) / "component.yaml"
    path.write_text(re.sub(r"\\([\\`]|\$\{)", r"\1", text))
    return path


RUN = snapshot("the component of a run")
PROMOTE = snapshot("the component of a promotion")
# The smallest components, and those of the platform, whose parameters are the job's.
COMPONENTS = {
    "snapshots": (RUN, PROMOTE),
    **{
        cluster.name: (
            cluster / "pipelines/spark_kronodroid_iceberg_component.yaml",
            cluster / "pipelines/spark_kronodroid_iceberg_promote_component.yaml",
        )
        for cluster in sorted((ROOT / "dist").iterdir())
    },
}
PIPELINE = Path(__file__).parents[1] / "kronodroid_iceberg_pipeline.py"


def documents(path: Path) -> list[dict]:
    return list(yaml.safe_load_all(path.read_text()))


def parse(spec: dict, platform: dict) -> None:
    """Strict: an unknown field or a value of the wrong type fails."""
    json_format.ParseDict(spec, pipeline_spec_pb2.PipelineSpec())
    json_format.ParseDict(platform, pipeline_spec_pb2.PlatformSpec())
    for config in executors(platform["platforms"]["kubernetes"]).values():
        json_format.ParseDict(config, kubernetes_executor_config_pb2.KubernetesExecutorConfig())


def executors(spec: dict) -> dict:
    return spec["deploymentSpec"]["executors"]


def steps(spec: dict) -> list[tuple[dict, dict]]:
    """Each task that runs a container, with its component."""
    found = []
    for dag in [spec["root"], *spec["components"].values()]:
        for task in dag.get("dag", {}).get("tasks", {}).values():
            component = spec["components"][task["componentRef"]["name"]]
            if "executorLabel" in component:
                found.append((task, component))
            assert set(task["inputs"]["parameters"]) <= set(component["inputDefinitions"]["parameters"])
            for source in task["inputs"]["parameters"].values():
                if "taskOutputParameter" in source:
                    producer = dag["dag"]["tasks"][source["taskOutputParameter"]["producerTask"]]
                    outputs = spec["components"][producer["componentRef"]["name"]]["outputDefinitions"]
                    assert source["taskOutputParameter"]["outputParameterKey"] in outputs["parameters"]
    return found


@pytest.fixture(scope="module", params=COMPONENTS)
def compiled(request, tmp_path_factory) -> list[dict]:
    output = tmp_path_factory.mktemp("kfp") / "pipeline.yaml"
    subprocess.run([sys.executable, PIPELINE, *COMPONENTS[request.param], output], check=True)
    return documents(output)


@pytest.mark.parametrize(
    ("path", "inputs", "outputs"),
    [
        (RUN, ["run_id", "executor_instances", "executor_memory", "region", "timeout_seconds"], ["lakefs_branch"]),
        (PROMOTE, ["source_branch", "target_branch"], []),
    ],
)
def test_the_sdk_loads_the_component(path, inputs, outputs):
    spec = components.load_component_from_file(str(path)).component_spec
    assert list(spec.inputs) == inputs
    assert list(spec.outputs or {}) == outputs
    assert [name for name, item in spec.inputs.items() if not item.optional] == inputs[:1]


@pytest.mark.parametrize("path", [path for paths in COMPONENTS.values() for path in paths])
def test_the_component_is_what_protobuf_knows(path):
    parse(*documents(path))


def test_the_compiled_pipeline_is_what_protobuf_knows(compiled):
    parse(*compiled)


def test_every_step_of_the_pipeline_runs_the_runner_with_its_secret(compiled):
    spec, platform = compiled
    found = steps(spec)
    assert len(found) == 2
    for _, component in found:
        label = component["executorLabel"]
        container = executors(spec)[label]["container"]
        assert container["command"] == ["spark-runner"]
        assert [item["name"] for item in container["env"]] == ["LAKEFS_ENDPOINT_URL"]
        used = re.findall(r"\$\.inputs\.parameters\['(\w+)'\]", " ".join(container["args"]))
        assert set(used) == set(component["inputDefinitions"]["parameters"])
        [secret] = executors(platform["platforms"]["kubernetes"])[label]["secretAsEnv"]
        assert [item["envVar"] for item in secret["keyToEnv"]] == ["LAKEFS_ACCESS_KEY_ID", "LAKEFS_SECRET_ACCESS_KEY"]


def test_no_step_is_cached_and_each_is_tried_again(compiled):
    for task, _ in steps(compiled[0]):
        assert not task["cachingOptions"].get("enableCache", False)
        assert task["retryPolicy"]["maxRetryCount"] == 3


def test_a_run_needs_an_id():
    run = components.load_component_from_file(str(RUN))
    with pytest.raises(TypeError, match="run_id"):
        run()
