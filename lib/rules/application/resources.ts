import { isSet, record, text } from '../../manifest/plain';
import { sparkSizes } from '../../manifest/pod-size';
import { quantity } from '../../manifest/quantity';
import { isResource } from '../../manifest/type-limits';
import { show } from '../../problems';
import type { Rule, RuleGroup } from '../rule';
import { apimachinery, kubernetes, operator } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const coresNotPositive: Rule = workloadRule({
  id: 'cores-not-positive',
  severity: 'error',
  summary: 'A role has fewer than one core.',
  why: 'The API server refuses the object.',
  fix: 'give at least 1; for a fraction of a CPU keep cores at 1 and set coreRequest, for example 500m',
  source: operator('config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml#L1116'),
  *check({ roles }) {
    for (const { path, spec } of roles) {
      if (typeof spec.cores === 'number' && spec.cores < 1 && Number.isInteger(spec.cores)) {
        yield { path: [...path, 'cores'], message: `${spec.cores} cores, the minimum is 1` };
      }
    }
  },
});

const fractionalCores: Rule = workloadRule({
  id: 'fractional-cores',
  severity: 'error',
  summary: 'cores is not a whole number.',
  why: 'The API server refuses the object: cores counts the tasks that run at once.',
  fix: 'set cores to a whole number and give the fraction as coreRequest, for example 500m',
  source: operator('api/v1beta2/sparkapplication_types.go#L430'),
  *check({ roles }) {
    for (const { path, spec } of roles) {
      if (typeof spec.cores === 'number' && !Number.isInteger(spec.cores)) {
        yield { path: [...path, 'cores'], message: `${spec.cores} is no whole number` };
      }
    }
  },
});

const instancesNotPositive: Rule = applicationRule({
  id: 'instances-not-positive',
  severity: 'error',
  summary: 'The application asks for fewer than one executor.',
  why: 'The API server refuses the object, also with dynamic allocation.',
  fix: 'give at least 1, or omit instances when dynamicAllocation is on',
  source: operator('api/v1beta2/sparkapplication_types.go#L570'),
  *check({ executor }) {
    const instances = executor?.spec.instances;
    if (typeof instances === 'number' && instances < 1) {
      yield { path: [...executor!.path, 'instances'], message: `${instances} executors, the minimum is 1` };
    }
  },
});

const cpuQuantity: Rule = applicationRule({
  id: 'cpu-quantity',
  severity: 'error',
  summary: 'A CPU request or limit is no Kubernetes quantity.',
  why: 'The pod is refused ("quantities must match the regular expression"), and the status names no field.',
  fix: "write a Kubernetes quantity such as '1' or 1500m",
  source: apimachinery('pkg/api/resource/quantity.go#L154'),
  impossible: 'coreRequest and coreLimit are a Cpu',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      for (const field of ['coreRequest', 'coreLimit']) {
        const value = text(spec[field]);
        if (value === undefined) continue;
        const cpu = quantity(value);
        if (cpu === undefined) {
          yield { path: [...path, field], message: `${JSON.stringify(value)} is no Kubernetes quantity` };
        } else if (cpu <= 0) {
          yield { path: [...path, field], message: `${value} is not above 0` };
        }
      }
    }
  },
});

const coreLimitBelowRequest: Rule = applicationRule({
  id: 'core-limit-below-request',
  severity: 'error',
  summary: 'The CPU limit is below the request.',
  why: 'Kubernetes refuses the pod; for executors the driver asks for new ones without end while the state is RUNNING.',
  fix: 'raise coreLimit to at least the request, or lower coreRequest',
  source: kubernetes('pkg/apis/core/validation/validation.go#L7516'),
  *check(app) {
    for (const role of app.roles) {
      const limit = quantity(text(role.spec.coreLimit));
      const { cpu: request, cpuFrom: source } = sparkSizes(app).get(role)!;
      if (limit !== undefined && limit > 0 && request !== undefined && limit < request) {
        yield {
          path: [...role.path, 'coreLimit'],
          message: `${text(role.spec.coreLimit)!} is below the request of ${request} (${source})`,
        };
      }
    }
  },
});

const gpuQuantityNotPositive: Rule = applicationRule({
  id: 'gpu-quantity-not-positive',
  severity: 'error',
  summary: 'A GPU has no name or a quantity below one.',
  why: 'The webhook skips it: the pod runs without a GPU and nobody says so.',
  fix: 'name the resource, for example nvidia.com/gpu, and give a quantity of at least 1',
  source: operator('internal/webhook/sparkpod_defaulter.go#L642'),
  *check({ roles }) {
    for (const { path, spec } of roles) {
      if (!isSet(spec.gpu)) continue;
      const gpu = record(spec.gpu);
      const name = text(gpu.name);
      if (name === '') yield { path: [...path, 'gpu', 'name'], message: 'the resource has no name' };
      else if (name !== undefined && !isResource(name)) {
        yield {
          path: [...path, 'gpu', 'name'],
          message: `${show(name)} is no resource: Kubernetes refuses the pod`,
        };
      }
      if (typeof gpu.quantity === 'number' && gpu.quantity < 1) {
        yield { path: [...path, 'gpu', 'quantity'], message: `${gpu.quantity} GPUs` };
      }
    }
  },
});

/** Rules about CPU, GPUs and the number of executors. */
export const RESOURCES: RuleGroup = {
  title: 'CPU, GPUs and executors',
  rules: [
    coresNotPositive,
    fractionalCores,
    instancesNotPositive,
    cpuQuantity,
    coreLimitBelowRequest,
    gpuQuantityNotPositive,
  ],
};
