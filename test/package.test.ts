import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { RUNNER_IMAGE } from '../lib/versions';
import library from '../package.json';
import runner from '../runner/package.json';

const read = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

const lock = JSON.parse(read('package-lock.json')) as {
  readonly version: string;
  readonly packages: Readonly<Record<string, Locked>>;
};

describe('the version', () => {
  it.each([
    ['runner/package.json', runner.version],
    ['package-lock.json', lock.version],
    ['package-lock.json, this package', lock.packages['']?.version],
    ['package-lock.json, the runner', lock.packages.runner?.version],
    ['the default image of the runner', RUNNER_IMAGE.split(':')[1]],
    ['docs/rules.md', /version: (\S+)/.exec(read('docs/rules.md'))?.[1]],
    ['lib/validation.ts', /version: (\S+)/.exec(read('lib/validation.ts'))?.[1]],
  ])('of package.json stands in %s', (_, version) => {
    expect(version).toBe(library.version);
  });

  it('has an entry in the changelog', () => {
    expect(read('CHANGELOG.md')).toContain(`\n## ${library.version}\n`);
  });

  it.each(['runner/Dockerfile', 'runner/README.md'])('is for the image that %s builds', (path) => {
    expect(read(path)).toContain(`docker build -t ${RUNNER_IMAGE.split(':')[0]!}:VERSION runner`);
  });
});

describe('what the library and the runner are made of', () => {
  it('lets users have patches of what the library needs, and develops with fixed versions', () => {
    expect(Object.values(library.dependencies)).toEqual(
      Object.values(library.dependencies).map(() => expect.stringMatching(/^\^\d/)),
    );
    const fixed = [library.devDependencies, runner.dependencies, runner.devDependencies];
    expect(
      fixed.flatMap(Object.values).filter((version: string) => !/^\d+\.\d+\.\d+$/.test(version)),
    ).toEqual([]);
  });

  it('is locked with the checksum of every package, and with no registry', () => {
    const packages = Object.entries(lock.packages).filter(
      ([path, { link, inBundle }]) => path.includes('node_modules/') && link !== true && inBundle !== true,
    );
    expect(packages.length).toBeGreaterThan(500);
    expect(packages.filter(([, { integrity }]) => !(integrity ?? '').startsWith('sha512-'))).toEqual([]);
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('runs on an LTS line of Node, pinned by digest and looked at every month', () => {
    expect(read('runner/Dockerfile')).toMatch(
      /^FROM node:(24|26)\.\d+\.\d+-alpine[\d.]+@sha256:[\da-f]{64}$/m,
    );
    const { updates } = parse(read('.github/dependabot.yml')) as { updates: unknown[] };
    expect(updates).toContainEqual({
      'package-ecosystem': 'docker',
      directory: '/runner',
      schedule: { interval: 'monthly' },
    });
  });

  it('is published by actions that are pinned by their commits', () => {
    const used = readdirSync(join(__dirname, '../.github/workflows'))
      .flatMap((file) => read(`.github/workflows/${file}`).split('\n'))
      .filter((line) => line.includes('uses:'));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[\da-f]{40} # v\d/.test(line))).toEqual([]);
  });
});
