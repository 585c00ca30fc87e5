import { distance } from 'fastest-levenshtein';
import type { Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

/** Classes that people name in settings, by the library that has them. */
const CLASSES: ReadonlySet<string> = new Set([
  'org.apache.iceberg.spark.SparkCatalog',
  'org.apache.iceberg.spark.SparkSessionCatalog',
  'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
  'org.apache.iceberg.rest.RESTCatalog',
  'org.apache.iceberg.hadoop.HadoopCatalog',
  'org.apache.iceberg.hadoop.HadoopFileIO',
  'org.apache.iceberg.hive.HiveCatalog',
  'org.apache.iceberg.jdbc.JdbcCatalog',
  'org.apache.iceberg.nessie.NessieCatalog',
  'org.apache.iceberg.aws.glue.GlueCatalog',
  'org.apache.iceberg.aws.s3.S3FileIO',
  'org.apache.iceberg.io.ResolvingFileIO',
  'org.apache.hadoop.fs.s3a.S3AFileSystem',
  'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider',
  'org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider',
  'org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider',
  'org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider',
  'org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider',
  'org.apache.spark.serializer.KryoSerializer',
  'org.apache.spark.serializer.JavaSerializer',
]);

const classMisspelt: Rule = workloadRule({
  id: 'class-misspelt',
  severity: 'error',
  summary: 'A class that is one slip away from a known one.',
  why: 'ClassNotFoundException when the setting is first used.',
  fix: 'correct the name of the class',
  *check({ settings }) {
    for (const { value, path } of settings.values()) {
      if (!value.startsWith('org.apache.')) continue;
      for (const given of value.split(',').map((part) => part.trim())) {
        if (CLASSES.has(given)) continue;
        const meant = [...CLASSES].find((known) => distance(known, given) <= 2);
        if (meant !== undefined) {
          yield { path, message: `there is no class ${given}`, fix: `did you mean ${meant}?` };
        }
      }
    }
  },
});

/** Rules about names of classes. */
export const CLASS_NAMES: RuleGroup = {
  title: 'Names of classes',
  rules: [classMisspelt],
};
