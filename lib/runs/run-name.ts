import { createHash } from 'node:crypto';
import { DNS_LABEL, SERVICE_NAME } from '../kubernetes-names';
import { Problems } from '../problems';

/** Longest name that also holds with Prometheus monitoring, whose volume is `<name>-prom-conf-vol`. */
const MAX_LENGTH = 49;
const HASH_LENGTH = 10;
const ENDS_LIKE_A_HASH = /(^|-)[0-9a-z]{10}$/;

/** How the application of a run is called, and where its run id is kept. */
export class RunName {
  /** Annotation that keeps the run id as the pipeline gave it. */
  public static readonly ANNOTATION = 'cdk8s-spark-operator/run-id';

  /**
   * Name of the application of one pipeline run: legal for Kubernetes, stable, and different for different run ids.
   *
   * A short run id of lower-case letters, digits and dashes stands in the name as it is; of any other id, what is
   * readable stays and a hash of the whole id follows.
   *
   * @param base name of the job, for example `kronodroid-iceberg`
   * @param runId run id as the pipeline gives it, in any characters and length
   * @throws when the base is no DNS label or too long, or the run id is empty
   */
  public static of(base: string, runId: string): string {
    const room = MAX_LENGTH - base.length - 1;
    const problems = new Problems();
    problems.require('name', base, SERVICE_NAME.upTo(MAX_LENGTH - 1 - HASH_LENGTH));
    if (runId === '') problems.report('runId', 'is ""; give the id of the pipeline run');
    problems.throwFor('job');
    const verbatim = DNS_LABEL.upTo(room).accepts(runId);
    if (verbatim && !ENDS_LIKE_A_HASH.test(runId)) return `${base}-${runId}`;

    const readable = runId
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, Math.max(0, room - HASH_LENGTH - 1))
      .replace(/(?<!-)-+$/, '');
    return [base, readable, hash(runId)].filter((part) => part !== '').join('-');
  }
}

function hash(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(-HASH_LENGTH);
}
