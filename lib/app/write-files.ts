import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Yaml } from 'cdk8s';

/** A YAML file to write. */
export interface YamlFile {
  /** Path below the output folder. */
  readonly path: string;
  /** Text at its head, without comment signs. */
  readonly header: string;
  /** Its documents. */
  documents(): unknown[];
}

/** Path below the output folder. */
export function filePath(id: string, folder: string | undefined): string {
  return [folder, `${id}.yaml`].filter((part) => part !== undefined).join('/');
}

/**
 * Writes files below a folder, each with its head as comments. Nothing is written when one cannot be rendered.
 *
 * @throws when two files want one path
 */
export function writeFiles(folder: string, files: readonly YamlFile[]): void {
  const twice = files.map(({ path }) => path).find((path, index, all) => all.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new Error(`file ${JSON.stringify(twice)} is written twice; give one another id or folder`);
  }
  const rendered = files.map((file) => ({
    target: join(folder, file.path),
    content: comment(file.header) + Yaml.stringify(...file.documents()),
  }));
  for (const { target, content } of rendered) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

function comment(text: string): string {
  return text
    .split('\n')
    .filter((line, index, lines) => line !== '' || (index > 0 && index < lines.length - 1))
    .map((line) => `# ${line}`.trimEnd() + '\n')
    .join('');
}
