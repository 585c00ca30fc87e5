import { isSet, record } from './plain';
import type { Problem, Rule } from './rule';
import { applicationRule, workload, WORKLOADS } from './workload';

const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

const nameNotDns1035: Rule = {
  id: 'name-not-dns-1035',
  severity: 'error',
  summary: 'The name is no DNS-1035 label.',
  why: 'The webhook refuses the object; without the webhook the Services of the job cannot be made.',
  fix: 'start with a lower-case letter and go on with lower-case letters, digits and dashes',
  kinds: WORKLOADS,
  *check(object): Iterable<Problem> {
    const { name } = workload(object);
    if (name !== undefined && !DNS_1035.test(name)) {
      yield { path: ['metadata', 'name'], message: `${JSON.stringify(name)} is no DNS-1035 label` };
    }
  },
};

const nameTooLong: Rule = applicationRule({
  id: 'name-too-long',
  severity: 'error',
  summary: 'Names that are derived from the name pass 63 characters.',
  why: 'The webhook refuses names above 63; with Prometheus metrics the volume NAME-prom-conf-vol is refused above 49.',
  fix: 'shorten the name',
  *check({ kind, name, spec }) {
    if (name === undefined || kind !== 'SparkApplication') return;
    const limit = isSet(record(spec.monitoring).prometheus) ? 49 : 63;
    if (name.length > limit) {
      yield {
        path: ['metadata', 'name'],
        message: `${name.length} characters, at most ${limit} are possible${limit === 49 ? ' with Prometheus metrics' : ''}`,
      };
    }
  },
});

/** Rules about names. */
export const NAME_RULES: readonly Rule[] = [nameNotDns1035, nameTooLong];
