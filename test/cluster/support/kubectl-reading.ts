import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Read {
  readonly metadata: { readonly name?: string; annotations?: Record<string, string> };
}

/**
 * The objects that kubectl reads from a file, asked without a cluster.
 *
 * @returns undefined when it refuses the file
 */
export function kubectlReads(program: string, text: string): Read[] | undefined {
  const { status, stdout, stderr } = ask(program, [text]);
  if (stdout === '' && (status === 0 || stderr.startsWith('error: no objects passed to'))) return [];
  return status === 0 ? parse(stdout) : undefined;
}

/** The objects that kubectl reads from those files that it does not refuse. */
export function kubectlReadsAll(program: string, texts: readonly string[]): Read[] {
  return parse(ask(program, texts).stdout);
}

function ask(program: string, texts: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    const options = [
      'annotate',
      '--local',
      'reading=x',
      '-o',
      'json',
      ...files.flatMap((file) => ['-f', file]),
    ];
    const answer = spawnSync(program, options, { encoding: 'utf8', env: {}, maxBuffer: 2 ** 28 });
    if (answer.error !== undefined) throw answer.error;
    return answer;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Objects as kubectl prints them, without the annotation that was asked for. */
function parse(output: string): Read[] {
  return output.split(/^(?=\{$)/m).map((json) => {
    const object = JSON.parse(json) as Read;
    delete object.metadata.annotations!.reading;
    if (Object.keys(object.metadata.annotations!).length === 0) delete object.metadata.annotations;
    return object;
  });
}
