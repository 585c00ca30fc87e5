import { show } from '../../problems';
import { isSecretName } from '../../text/secret-names';
import { leadsOffBranch } from '../parameters';
import type { ReleasedSpec } from '../released';
import { LEADS_AWAY, referenceIn, type Target } from './target';

const ROLES = ['driver', 'executor'] as const;

/** Variables that say what runs, with whose keys and in which cluster. */
const OF_OTHERS =
  /^(?:(?:lakefs|nessie|iceberg|openlineage|spark|pyspark|hadoop|hdfs|yarn|hive|kubernetes|aws|azure|google|gcs|gcp|cloudsdk|java|jdk|jvm|ld|dyld|glibc|malloc|bash|ssl|curl|requests|node|r|perl5?|ruby|git|pip|uv|conda)_|_|python|(?:path|home|env|ifs|shell|user|hostname|classpath|pwd|tmpdir|ps4)$)|(?:^|_)(?:proxy|java_options|javaopts|opts|preload|classpath|pythonpath)$/i;

/** A variable of the job, in each of driver and executor that is released with it. */
export class VariableTarget implements Target {
  public readonly kind = 'variable';

  public constructor(public readonly name: string) {}

  public problem(hasBranch: boolean): string | undefined {
    const { name } = this;
    if (OF_OTHERS.test(name)) {
      return `sets ${name}, which is read by what starts the job, by Spark or by a client of a store; give the job another name for it`;
    }
    if (isSecretName(name)) return `sets ${name}, the name of a secret; a secret is a reference to a Secret`;
    return hasBranch && leadsOffBranch(name) ? `sets ${name}, ${LEADS_AWAY}` : undefined;
  }

  /** It has a value in the release: without, nobody knows whether the cluster applies variables at all. */
  public conflict(spec: ReleasedSpec): string | undefined {
    const { name } = this;
    const found = ROLES.flatMap((role) => variablesOf(spec, role).filter((entry) => entry.name === name));
    const values = new Set(found.map(({ value }) => value));
    if (found.length === 0) {
      return `sets ${name}, which the application is not released with; give it a value in env of driver, executor or both`;
    }
    if (values.has(undefined))
      return `sets ${name}, which is released with a reference; a run cannot replace it`;
    if (values.size > 1) {
      return `sets ${name}, which is released with ${[...values].map(show).join(' and ')}; release it with one value`;
    }
    return isExpanded(spec, name)
      ? `sets ${name}, which a setting or another variable of the application refers to; take another name for it`
      : undefined;
  }

  public refusal(text: string): string | undefined {
    return referenceIn(text);
  }

  public read(spec: ReleasedSpec): string | undefined {
    return ROLES.flatMap((role) => variablesOf(spec, role)).find(({ name }) => name === this.name)?.value;
  }

  public write(spec: ReleasedSpec, value: string | number): ReleasedSpec {
    const written = ROLES.filter((role) =>
      variablesOf(spec, role).some(({ name }) => name === this.name),
    ).map((role) => {
      const env = variablesOf(spec, role).map((entry) =>
        entry.name === this.name ? { ...entry, value: String(value) } : entry,
      );
      return [role, { ...spec[role], env }] as const;
    });
    return { ...spec, ...Object.fromEntries(written) };
  }
}

type Variables = readonly { readonly name: string; readonly value?: string }[];

function variablesOf(spec: ReleasedSpec, role: (typeof ROLES)[number]): Variables {
  return spec[role]?.env ?? [];
}

/** True where Hadoop, Iceberg or Kubernetes puts the variable into something else. */
function isExpanded(spec: ReleasedSpec, name: string): boolean {
  const text = JSON.stringify(spec);
  return [`\${env.${name}`, `env:${name}"`, `$(${name})`].some((reference) => text.includes(reference));
}
