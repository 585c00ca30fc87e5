import { GONE_SIGNERS, hadoopOf, misfit } from '../../manifest/class-versions';
import { classNames } from '../../manifest/classes';
import { stockImage } from '../../manifest/images';
import { provides } from '../../manifest/jars';
import { onceFor } from '../../manifest/once';
import { compareVersions } from '../../manifest/spark-version';
import type { Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

/** Settings of Hadoop clients whose values are classes that the client loads. */
const LOADING =
  /^spark\.hadoop\.fs\.(?:s3a\.(?:bucket\.[^.]+\.)?(?:aws|assumed\.role)\.credentials\.provider$|azure\.account\.oauth\.provider\.type(?:\.|$))/;

const isLoading = onceFor((key) => LOADING.test(key));

const isSigning = onceFor((key) => /^spark\.hadoop\.fs\.s3a\.(?:.*\.)?signing-algorithm$/.test(key));

/** True where the image, or what the job brings, surely has no class of the AWS SDK v1 or of another Hadoop. */
function isBare(app: Workload): boolean {
  return stockImage(app) !== undefined && !provides(app, 'aws-java-sdk');
}

function* misfits(app: Workload): Iterable<Problem> {
  const hadoop = hadoopOf(app);
  if (hadoop === undefined) return;
  const mapping = [...app.settings.values()].find(({ key }) => key.endsWith('credentials.provider.mapping'));
  for (const { key, value, path } of app.settings.values()) {
    if (!isLoading(key)) continue;
    for (const name of classNames(value)) {
      const found = mapping?.value.includes(`${name}=`) === true ? undefined : misfit(name, hadoop);
      if (found === undefined) continue;
      const { message, instead } = found;
      yield { path, message, ...(instead === undefined ? {} : { fix: `write ${instead}` }) };
    }
  }
}

const WRONG_VERSION = {
  summary: 'A class of a Hadoop client that the Hadoop of this Spark does not have.',
  fix: 'name the class of the same use that this version has',
  source: 'https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/aws_sdk_upgrade.html',
} as const;

const hadoopClassVersion: Rule = workloadRule({
  ...WRONG_VERSION,
  id: 'hadoop-class-version',
  severity: 'warning',
  why: 'Unless the image brings it, the first access to the store fails: ClassNotFoundException.',
  *check(app) {
    if (!isBare(app)) yield* misfits(app);
  },
});

const hadoopClassMissing: Rule = workloadRule({
  ...WRONG_VERSION,
  id: 'hadoop-class-missing',
  severity: 'error',
  why: 'The images of Apache Spark carry nothing else: the first access to the store fails with ClassNotFoundException.',
  *check(app) {
    if (isBare(app)) yield* misfits(app);
  },
});

const s3aSignerUnknown: Rule = workloadRule({
  id: 's3a-signer-unknown',
  severity: 'error',
  summary: 'A signer that S3A of this Hadoop does not have.',
  why: 'It went with the AWS SDK v1: the client of the store cannot be made. The pre-signed mode of the lakeFS gateway needs it.',
  fix: 'remove it; for pre-signed access to lakeFS use its file system, with fs.lakefs.access.mode=presigned',
  source: 'https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/aws_sdk_upgrade.html',
  *check(app) {
    const hadoop = hadoopOf(app);
    if (hadoop === undefined || compareVersions(hadoop, '3.4.0') < 0) return;
    for (const { key, value, path } of app.settings.values()) {
      if (!isSigning(key)) continue;
      const isOwn = [...app.settings.values()].some(
        (other) => other.key.endsWith('.custom.signers') && other.value.includes(value),
      );
      if (GONE_SIGNERS.has(value) && !isOwn) {
        yield { path, message: `Hadoop ${hadoop} has no signer ${value}` };
      }
    }
  },
});

/** Rules about what the Hadoop of a Spark has, and another has not. */
export const HADOOP_CLIENTS: RuleGroup = {
  title: 'Classes of Hadoop clients',
  rules: [hadoopClassVersion, hadoopClassMissing, s3aSignerUnknown],
};
