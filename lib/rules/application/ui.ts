import { integer, isSet, record, text, written } from '../../manifest/plain';
import { items } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes, operator } from '../sources';
import { applicationRule } from '../workload-rule';

const driverIngressDuplicate: Rule = applicationRule({
  id: 'driver-ingress-duplicate',
  severity: 'error',
  summary: 'A driver ingress without URL, or with a URL or port of another one.',
  why: 'The webhook refuses the object.',
  fix: 'give each entry its own servicePort and an ingressURLFormat with {{$appName}}',
  source: operator('internal/webhook/sparkapplication_validator.go#L146'),
  *check({ spec, path }): Iterable<Problem> {
    const urls = new Set<string>();
    const ports = new Set<unknown>();
    for (const { item, path: place } of items(spec, path, 'driverIngressOptions')) {
      const url = text(item.ingressURLFormat) ?? '';
      if (url === '') yield { path: [...place, 'ingressURLFormat'], message: 'the URL format is empty' };
      else if (urls.has(url))
        yield { path: [...place, 'ingressURLFormat'], message: `${url} is given twice` };
      if (isSet(item.servicePort) && ports.has(item.servicePort)) {
        yield {
          path: [...place, 'servicePort'],
          message: `port ${written(item.servicePort)} is given twice`,
        };
      }
      urls.add(url);
      ports.add(item.servicePort);
    }
  },
});

const driverIngressTlsIgnored: Rule = applicationRule({
  id: 'driver-ingress-tls-ignored',
  severity: 'warning',
  summary: 'TLS or annotations of a driver ingress.',
  why: 'Operator 2.5.2 reads those of sparkUIOptions instead.',
  fix: 'give them in sparkUIOptions',
  source: operator('internal/controller/sparkapplication/driveringress.go#L105'),
  *check({ spec, path }) {
    for (const { item, path: place } of items(spec, path, 'driverIngressOptions')) {
      const field = ['ingressTLS', 'ingressAnnotations'].find((name) => isSet(item[name]));
      if (field !== undefined) yield { path: [...place, field], message: `${field} is ignored here` };
    }
  },
});

const servicePortInvalid: Rule = applicationRule({
  id: 'service-port-invalid',
  severity: 'error',
  summary: 'A port of a service that is out of range.',
  why: 'The service of the UI or of the driver cannot be made.',
  fix: 'use 1 to 65535',
  source: kubernetes('pkg/apis/core/validation/validation.go#L6513'),
  *check({ spec, path }) {
    for (const { item, path: place } of [
      { item: record(spec.sparkUIOptions), path: [...path, 'sparkUIOptions'] },
      ...items(spec, path, 'driverIngressOptions'),
    ]) {
      const port = integer(item.servicePort);
      if (port !== undefined && (port < 1 || port > 65535)) {
        yield { path: [...place, 'servicePort'], message: `${port} is no port` };
      }
    }
  },
});

/** Rules about services and ingresses of the driver. */
export const UI: RuleGroup = {
  title: 'UI and ingresses of the driver',
  rules: [driverIngressDuplicate, driverIngressTlsIgnored, servicePortInvalid],
};
