import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Program } from './program';
import { World } from './world';

let program: Program;
beforeAll(() => {
  program = Program.bundle();
});
afterAll(() => {
  rmSync(program.folder, { recursive: true });
});

/** What the API server is given by a doctor whose KUBECONFIG has this user. */
async function authorizationOf(user: Readonly<Record<string, unknown>>): Promise<unknown> {
  const world = await new World().start();
  try {
    let authorization: unknown;
    world.kubernetes.fault = ({ headers }) => {
      authorization ??= headers.authorization;
      return undefined;
    };
    const kubeconfig = program.write(
      'kubeconfig',
      stringify({
        'current-context': 'other',
        clusters: [
          { name: 'c', cluster: { server: world.kubernetes.url, 'insecure-skip-tls-verify': true } },
        ],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: 'data' } }],
      }),
    );
    await program.run(['doctor', 'x', '--context', 'test'], { KUBECONFIG: kubeconfig });
    return authorization;
  } finally {
    await world.stop();
  }
}

describe('the bundle', () => {
  it('reads the kubeconfig forms that people have', async () => {
    const plugin = program.write(
      'plugin',
      `#!/bin/sh\necho '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-exec"}}'\n`,
    );
    chmodSync(plugin, 0o700);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'Never' };
    expect(await authorizationOf({ token: 'given' })).toBe('Bearer given');
    expect(await authorizationOf({ exec })).toBe('Bearer from-exec');
    expect(
      await authorizationOf({
        'auth-provider': { name: 'tokenFile', config: { tokenFile: program.write('t', 'filed') } },
      }),
    ).toBe('Bearer filed');
    expect(await authorizationOf({ username: 'u', password: 'p' })).toBe(`Basic ${btoa('u:p')}`);
  });

  it('says whose code is in it, with the text of each license', () => {
    const notices = readFileSync(join(program.folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8').split(/\n-{80}\n/);
    const heads = notices.map((notice) => /^\n?(\S+) \S+ \((.+)\)\n/.exec(notice)?.slice(1).join(' '));
    expect(heads).toEqual([
      'cdk8s-spark-operator Apache-2.0',
      '@kubernetes/client-node Apache-2.0',
      'js-yaml MIT',
      'agent-base MIT',
      'ajv MIT',
      'commander MIT',
      'debug MIT',
      'fast-deep-equal MIT',
      'fast-uri BSD-3-Clause',
      'fastest-levenshtein MIT',
      'has-flag MIT',
      'hpagent MIT',
      'ip-address MIT',
      'json-schema-traverse MIT',
      'jsonpath-plus MIT',
      'lossless-json MIT',
      'ms MIT',
      'oauth4webapi MIT',
      'openid-client MIT',
      'rfc4648 MIT',
      'semver ISC',
      'smart-buffer MIT',
      'socks MIT',
      'socks-proxy-agent MIT',
      'supports-color MIT',
      'yaml ISC',
    ]);
    for (const notice of notices) expect(notice).toMatch(/copyright|permission/i);
  });

  it('has no client of each API of Kubernetes in it', () => {
    expect(readFileSync(join(program.folder, 'spark-runner.cjs'), 'utf8')).not.toContain('attributeTypeMap');
  });
});
