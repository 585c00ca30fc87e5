import { isInside, isSet, text } from '../../manifest/plain';
import { sparkContainer } from '../../manifest/pods';
import { items, type Role, type Workload } from '../../manifest/workload';
import type { Rule, RuleGroup } from '../rule';
import { sparkDocs } from '../sources';
import { applicationRule } from '../workload-rule';

const eventLogDirMissing: Rule = applicationRule({
  id: 'event-log-dir-missing',
  severity: 'warning',
  summary: 'An event log in a directory that the driver does not have.',
  why: 'Spark does not make the directory: the driver stops at its start; and what it writes is gone with its pod.',
  fix: 'set spark.eventLog.dir to a place such as s3a://BUCKET/events, or mount a volume there on the driver',
  source: sparkDocs('configuration.html#spark-ui'),
  *check(app) {
    const { settings, driver } = app;
    const enabled = settings.get('spark.eventLog.enabled');
    if (enabled?.value.trim() !== 'true' || driver === undefined || isSet(app.spec.sparkConfigMap)) return;
    const setting = settings.get('spark.eventLog.dir');
    const directory = (setting?.value ?? '/tmp/spark-events').replace(/^(?:file|local):(?:\/\/)?(?=\/)/, '');
    if (!directory.startsWith('/')) return;
    const exists = driverMounts(app, driver).some(
      (mount) => isInside(directory, mount.path) && (!mount.isEmpty || isInside(mount.path, directory)),
    );
    if (!exists) yield { path: (setting ?? enabled).path, message: `nothing is mounted at ${directory}` };
  },
});

/** Where volumes stand in the driver, and whether they are empty at its start. */
function driverMounts(app: Workload, driver: Role): { readonly path: string; readonly isEmpty: boolean }[] {
  const empty = new Set(
    items(app.spec, app.path, 'volumes').flatMap(({ item }) => (isSet(item.emptyDir) ? [item.name] : [])),
  );
  return [
    ...[driver, ...[sparkContainer(driver)].flatMap((container) => container ?? [])]
      .flatMap(({ spec, path }) => items(spec, path, 'volumeMounts'))
      .map(({ item }) => ({ path: text(item.mountPath) ?? '', isEmpty: empty.has(item.name) })),
    ...[...app.settings.values()].flatMap(({ key, value }) => {
      const type = /^spark\.kubernetes\.driver\.volumes\.(\w+)\.[^.]+\.mount\.path$/.exec(key)?.[1];
      return type === undefined ? [] : [{ path: value, isEmpty: type === 'emptyDir' }];
    }),
  ];
}

/** Rules about the event log. */
export const EVENT_LOG: RuleGroup = {
  title: 'Event log',
  rules: [eventLogDirMissing],
};
