import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cluster/support/shell';

/** What a server behind TLS and its clients need, in PEM, under the names of its Secret. */
export interface Certificates {
  /** The certificate authority. */
  readonly 'ca.crt': string;
  /** The certificate of the server. */
  readonly 'tls.crt': string;
  /** The key of the server. */
  readonly 'tls.key': string;
}

/** A certificate authority that nobody knows, and a certificate by it for these hosts; both live for a day. */
export function certificatesFor(...hosts: string[]): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const file = (name: string): string => join(folder, name);
  const certificate = (name: string, ...more: string[]): void => {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-noenc',
      '-keyout',
      file(`${name}.key`),
    ];
    run('openssl', ['req', '-x509', '-days', '1', ...key, '-out', file(`${name}.crt`), ...more]);
  };
  try {
    certificate('ca', '-subj', '/CN=Authority of a test');
    certificate(
      'tls',
      ...['-subj', `/CN=${hosts[0]!}`, '-CA', file('ca.crt'), '-CAkey', file('ca.key')],
      ...['-addext', 'basicConstraints=critical,CA:false'],
      ...['-addext', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`],
    );
    const read = (name: string): string => readFileSync(file(name), 'utf8');
    return { 'ca.crt': read('ca.crt'), 'tls.crt': read('tls.crt'), 'tls.key': read('tls.key') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
