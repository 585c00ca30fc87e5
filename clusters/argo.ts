import { ArgoCdGitOps, type KronodroidPlatformProps } from '../lib';
import { production } from './production';

/** The production cluster as Argo CD applies it from Git. */
export const argo: KronodroidPlatformProps = {
  ...production,
  gitOps: new ArgoCdGitOps({
    repository: 'https://git.example.com/data-platform/clusters.git',
    path: 'dist/argo',
    name: 'kronodroid',
  }),
};
