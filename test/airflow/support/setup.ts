import { existsSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import setupCluster from '../../cluster/support/target';
import { run } from '../../cluster/support/shell';

/** Where Airflow is installed: 500 MB, outside of the repository. */
export const VENV = process.env.AIRFLOW_VENV ?? join(homedir(), '.cache/cdk8s-spark-operator/airflow');

/** Finds the cluster, and installs Airflow unless it is there. */
export default function setup(): void {
  setupCluster();
  const requirements = resolve(__dirname, '../requirements.txt');
  const installed = join(VENV, 'installed');
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(requirements).mtimeMs) return;
  run('python3', ['-m', 'venv', VENV]);
  run(join(VENV, 'bin/pip'), ['install', '--quiet', '--requirement', requirements]);
  writeFileSync(installed, '');
}
