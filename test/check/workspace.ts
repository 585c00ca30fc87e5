import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../lib/check/command';

/** A folder of its own for each test, and the command in it. */
export function workspace() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'check-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const path = (name: string): string => join(folder, name);
  return {
    path,
    file: (name: string, content: string | Uint8Array): string => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
      return path(name);
    },
    check: async (...args: string[]) => {
      let [out, err] = ['', ''];
      const code = await main(['node', 'cdk8s-spark-operator', 'check', ...args], {
        stdin: { fd: 0 },
        stdout: { write: (text) => (out += text) },
        stderr: { write: (text) => (err += text) },
        color: false,
        folder,
      });
      return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
    },
  };
}
