import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Yaml } from 'cdk8s';

/** A file to write. */
export interface WrittenFile {
  /** Path below the output folder. */
  readonly path: string;
  /** All that is in it. */
  text(): string;
}

/** Path below the output folder. */
export function filePath(id: string, folder: string | undefined): string {
  return [folder, `${id}.yaml`].filter((part) => part !== undefined).join('/');
}

/**
 * Documents as YAML below a head.
 *
 * @param header text of the head, without comment signs
 * @param documents the documents
 */
export function yamlText(header: string, documents: readonly unknown[]): string {
  return comment(header) + Yaml.stringify(...documents);
}

/**
 * Writes files below a folder. Nothing is written when one cannot be rendered.
 *
 * @throws when two files want one path
 */
export function writeFiles(folder: string, files: readonly WrittenFile[]): void {
  const twice = files.map(({ path }) => path).find((path, index, all) => all.indexOf(path) !== index);
  if (twice !== undefined) {
    throw new Error(`file ${JSON.stringify(twice)} is written twice; give one another id or folder`);
  }
  const rendered = files.map((file) => ({
    target: join(folder, file.path),
    content: file.text(),
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
