import { FluxGitOps, type KronodroidPlatformProps } from '../lib';
import { production } from './production';

/** The production cluster as Flux applies it from Git. */
export const flux: KronodroidPlatformProps = {
  ...production,
  gitOps: new FluxGitOps({
    repository: 'https://git.example.com/data-platform/clusters.git',
    path: 'dist/flux',
    name: 'kronodroid',
  }),
};
