import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { checkManifests } from '../lib/check/check';
import { commandTime, isThere, memory, processorTime, report } from './measure';

/** Files of a set. */
const FILES = 1000;
/** Nothing was found, or something. */
const CHECKED = [0, 1];

/**
 * Prints what the command `check` takes.
 *
 * @param cli the program
 * @param sample the manifest of a job
 * @param inProcess the function behind the command
 */
export function reportCheck(cli: string, sample: string, inProcess: typeof checkManifests): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const set = join(folder, 'set');
  mkdirSync(set);
  const manifests = Array.from({ length: FILES }, (_, i) =>
    sample.replaceAll('iceberg-manual', `iceberg-run-${i}`),
  );
  for (const [i, manifest] of manifests.entries()) writeFileSync(join(set, `job-${i}.yaml`), manifest);
  const node = (...args: string[]) => commandTime(CHECKED, process.execPath, ...args);

  const checking = processorTime(() => inProcess(manifests));
  console.log(`check of ${FILES} manifests in the process: ${perSecond(checking)} objects a second`);
  console.log(`check of ${FILES} files: ${perSecond(node(cli, 'check', set))} objects a second`);
  console.log(`check of ${FILES} files: ${memory(CHECKED, cli, 'check', set).toFixed(0)} MiB of memory`);
  const kubeconform = process.env.KUBECONFORM ?? 'kubeconform';
  if (isThere(kubeconform)) {
    const schemas = join(folder, 'schemas');
    cpSync(join('imports', 'schemas'), schemas, { recursive: true });
    const location = join(schemas, '{{ .ResourceKind }}.json');
    report(
      `check of ${FILES} files / kubeconform with the same schemas`,
      3,
      () => node(cli, 'check', set),
      () => commandTime(CHECKED, kubeconform, '-schema-location', location, set),
    );
  } else {
    console.log('check / kubeconform: not measured; name the program in KUBECONFORM');
  }
  report(
    'check of one file / node -e 0',
    9,
    () => node(cli, 'check', join(set, 'job-0.yaml')),
    () => node('-e', '0'),
  );
  report(
    'loading of the program / node -e 0',
    9,
    () => node(cli, '--version'),
    () => node('-e', '0'),
  );
  rmSync(folder, { recursive: true });
}

function perSecond(milliseconds: number): string {
  return ((FILES * 1000) / milliseconds).toFixed(0);
}
