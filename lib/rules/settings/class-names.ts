import { distance } from 'fastest-levenshtein';
import { CLASSES, classNames, wantedClass } from '../../manifest/classes';
import { onceFor } from '../../manifest/once';
import type { Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

const classMisspelt: Rule = workloadRule({
  id: 'class-misspelt',
  severity: 'error',
  summary: 'A class that is one slip away from a known one.',
  why: 'ClassNotFoundException when the setting is first used.',
  fix: 'correct the name of the class',
  *check({ settings }) {
    for (const { value, path } of settings.values()) {
      if (!value.startsWith('org.apache.')) continue;
      for (const given of classNames(value)) {
        if (CLASSES.has(given)) continue;
        const meant = meantClass(given);
        if (meant !== undefined) {
          yield { path, message: `there is no class ${given}`, fix: `did you mean ${meant}?` };
        }
      }
    }
  },
});

const meantClass = onceFor((given) => [...CLASSES.keys()].find((known) => distance(known, given) <= 2));

const classMisplaced: Rule = workloadRule({
  id: 'class-misplaced',
  severity: 'error',
  summary: 'A class in a setting that takes one of another kind.',
  why: 'Spark, Hadoop or Iceberg loads it, and stops: it is no instance of what is wanted (ClassCastException and the like).',
  fix: 'name a class of the right kind',
  *check({ settings }) {
    for (const { key, value, path } of settings.values()) {
      const wanted = wantedClass(key);
      if (wanted === undefined) continue;
      for (const given of classNames(value)) {
        const kind = CLASSES.get(given);
        if (kind === undefined || kind === wanted) continue;
        const examples = [...CLASSES].flatMap(([name, other]) => (other === wanted ? [name] : []));
        yield {
          path,
          message: `${given} is a ${kind}, and ${key} takes a ${wanted}`,
          fix:
            wanted === 'catalog of Iceberg'
              ? 'remove it, and set type; or name a catalog of Iceberg such as org.apache.iceberg.hive.HiveCatalog'
              : `name a ${wanted}, for example ${examples[0]!}`,
        };
      }
    }
  },
});

const sessionCatalogName: Rule = workloadRule({
  id: 'session-catalog-name',
  severity: 'error',
  summary: 'A session catalog of Iceberg under a name of its own.',
  why: 'It wraps the catalog of the session, which is called spark_catalog: under another name it has nothing to wrap, and stops.',
  fix: 'call the catalog spark_catalog, or use org.apache.iceberg.spark.SparkCatalog',
  source: 'https://iceberg.apache.org/docs/latest/spark-configuration/#replacing-the-session-catalog',
  *check({ settings }) {
    for (const { key, value, path } of settings.values()) {
      if (value !== 'org.apache.iceberg.spark.SparkSessionCatalog') continue;
      const name = /^spark\.sql\.catalog\.([^.]+)$/.exec(key)?.[1];
      if (name !== undefined && name !== 'spark_catalog') {
        yield { path, message: `SparkSessionCatalog cannot be catalog ${name}` };
      }
    }
  },
});

/** Rules about names of classes. */
export const CLASS_NAMES: RuleGroup = {
  title: 'Names of classes',
  rules: [classMisspelt, classMisplaced, sessionCatalogName],
};
