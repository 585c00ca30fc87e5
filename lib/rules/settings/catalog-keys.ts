import { otherReader } from '../../manifest/catalog-keys';
import { endpoint } from '../../manifest/endpoints';
import { icebergCatalogs } from '../../manifest/iceberg';
import { isSet, list, text } from '../../manifest/plain';
import type { Workload } from '../../manifest/workload';
import type { Rule, RuleGroup } from '../rule';
import { iceberg } from '../sources';
import { workloadRule } from '../workload-rule';

const catalogKeyUnread: Rule = workloadRule({
  id: 'catalog-key-unread',
  severity: 'warning',
  summary: 'A property of a catalog that another kind of catalog reads.',
  why: 'It is ignored without a word: with a branch that nobody reads, the job reads and writes main.',
  fix: 'give what this kind of catalog reads',
  source: 'https://iceberg.apache.org/docs/latest/configuration/#catalog-properties',
  *check(app) {
    for (const { name, kind } of icebergCatalogs(app)) {
      const start = `spark.sql.catalog.${name}.`;
      for (const { key, value, path } of app.settings.values()) {
        // A reference that this kind does not resolve has a rule of its own.
        if (!key.startsWith(start) || value.startsWith('env:')) continue;
        const other = otherReader(key.slice(start.length), kind);
        if (other === undefined) continue;
        yield {
          path,
          message: `a catalog of type ${kind} does not read ${key.slice(start.length)}, one of type ${other.kinds.join(' or ')} does`,
          ...(other.instead === undefined ? {} : { fix: other.instead }),
        };
      }
    }
  },
});

const WAP_ENABLED = 'write.wap.enabled';

/** True where something of the job says that tables are to be written to a branch. */
function enablesBranches({ settings, spec }: Workload): boolean {
  return (
    isSet(spec.sparkConfigMap) ||
    [...settings.values()].some(({ key, value }) => (key + value).includes(WAP_ENABLED)) ||
    list(spec.arguments).some((argument) => text(argument)?.includes(WAP_ENABLED))
  );
}

const wapBranchNotEnabled: Rule = workloadRule({
  id: 'wap-branch-not-enabled',
  severity: 'warning',
  summary: 'A branch to write to, and no setting lets tables be written to one.',
  why: 'Iceberg ignores spark.wap.branch for tables without write.wap.enabled: the data goes straight to main, unaudited.',
  fix: 'set the table property write.wap.enabled, for example by spark.sql.catalog.NAME.table-override.write.wap.enabled=true',
  source: 'https://iceberg.apache.org/docs/latest/branching/#audit-branch',
  *check(app) {
    const branch = app.settings.get('spark.wap.branch');
    if (branch !== undefined && !enablesBranches(app)) {
      yield {
        path: branch.path,
        message: `nothing sets write.wap.enabled, and ${branch.value} may be ignored`,
      };
    }
  },
});

const wapIdWithBranch: Rule = workloadRule({
  id: 'wap-id-with-branch',
  severity: 'error',
  summary: 'spark.wap.id beside spark.wap.branch.',
  why: 'Iceberg refuses every write: the two cannot be set together.',
  fix: 'keep one of them',
  source: 'https://iceberg.apache.org/docs/latest/spark-configuration/#spark-sql-options',
  *check({ settings }) {
    const [id, branch] = [settings.get('spark.wap.id'), settings.get('spark.wap.branch')];
    if (id !== undefined && branch !== undefined) {
      yield {
        path: id.path,
        message: `spark.wap.branch is ${branch.value}, and there is a spark.wap.id too`,
      };
    }
  },
});

const wapOnNessie: Rule = workloadRule({
  id: 'wap-on-nessie',
  severity: 'error',
  summary: 'A branch of Iceberg in the REST catalog of Nessie.',
  why: 'Nessie keeps branches of its own and drops those of Iceberg without a word: every write goes to the visible table.',
  fix: 'put the branch into the path of uri: /iceberg/BRANCH, and remove spark.wap.branch',
  *check(app) {
    const branch = app.settings.get('spark.wap.branch') ?? app.settings.get('spark.wap.id');
    if (branch === undefined) return;
    for (const { name, kind, option } of icebergCatalogs(app)) {
      const { host, port } = endpoint(option('uri')?.value ?? '');
      if (kind === 'rest' && (host.includes('nessie') || port === 19120)) {
        yield {
          path: branch.path,
          message: `catalog ${name} is in Nessie, which has no branches of Iceberg`,
        };
        return;
      }
    }
  },
});

const metastoresDiffer: Rule = workloadRule({
  id: 'metastores-differ',
  severity: 'error',
  summary: 'The session catalog of Iceberg and Hive in Spark with two metastores.',
  why: 'The session catalog cannot be loaded: "Inconsistent Hive metastore URIs".',
  fix: 'remove the uri of spark_catalog: it takes that of hive.metastore.uris',
  source: iceberg('spark/v3.5/spark/src/main/java/org/apache/iceberg/spark/SparkSessionCatalog.java#L351'),
  *check(app) {
    const other = app.settings.get('spark.hadoop.hive.metastore.uris');
    const catalog = icebergCatalogs(app).find(({ name }) => name === 'spark_catalog');
    const uri = catalog?.option('uri');
    if (other === undefined || uri === undefined || catalog?.kind !== 'hive') return;
    if (catalog.declared?.value.endsWith('.SparkSessionCatalog') !== true) return;
    const servers = (value: string) =>
      value
        .split(',')
        .map((part) => part.trim().replace(/\/$/, ''))
        .sort()
        .join();
    if (servers(other.value) !== servers(uri.value)) {
      yield { path: uri.path, message: `${uri.value}, but hive.metastore.uris is ${other.value}` };
    }
  },
});

/** Rules about properties that only some catalogs read, and about branches. */
export const CATALOG_KEYS: RuleGroup = {
  title: 'Properties of catalogs, and branches',
  rules: [catalogKeyUnread, wapBranchNotEnabled, wapIdWithBranch, wapOnNessie, metastoresDiffer],
};
