import { join } from 'node:path';
import { quickStart } from '../examples/quick-start';
import { uninstallOperator } from '../cluster/support/release';
import { kubectl, run } from '../cluster/support/shell';
import { chart, onRig, rigImage } from '../cluster/support/target';
import { runtimes } from './clusters/small';
import { makeImages } from './support/images';

const PROJECT = join(__dirname, '../..');

/** The commands of the README, but for what a cluster of the rig has otherwise: its images, and where its chart is. */
function commands(): string {
  if (!onRig()) return quickStart();
  return quickStart()
    .replace(/^ *(kind|docker) .*\n/gm, '')
    .replace(/spark-operator --repo \S+ --version \S+/, chart().join(' '));
}

test('the Quick Start of the README, as it stands there', () => {
  makeImages([runtimes.spark35]);
  if (onRig()) {
    rigImage('operator', chart()[0]!);
    // Whatever an earlier test has left.
    uninstallOperator();
  }
  try {
    const answer = run('bash', ['-e', '-o', 'pipefail', '-c', `cd ${PROJECT}\n${commands()}`]);
    expect(answer.trim().split('\n').slice(-6)).toEqual([
      expect.stringContaining('lakefs.stg_kronodroid.stg_kronodroid__emulator: 4000 rows'),
      expect.stringContaining('lakefs.stg_kronodroid.stg_kronodroid__real_device: 2500 rows'),
      expect.stringContaining('lakefs.stg_kronodroid.stg_kronodroid__combined: 6500 rows'),
      expect.stringContaining('lakefs.kronodroid.fct_malware_samples: 3250 rows'),
      expect.stringContaining('lakefs.kronodroid.dim_malware_families: 5 rows'),
      expect.stringContaining('lakefs.kronodroid.fct_training_dataset: 6500 rows'),
    ]);
  } finally {
    const remove = (folder: string) =>
      kubectl('delete', '-f', join(PROJECT, 'dist/local', folder), '--ignore-not-found', '--wait');
    remove('run');
    kubectl('delete', '-k', join(PROJECT, 'examples/kronodroid/quick-start'), '--ignore-not-found');
    kubectl('delete', 'secret', 'minio-credentials', 'lakefs-credentials', '--ignore-not-found');
    uninstallOperator();
    remove('apply');
  }
});
