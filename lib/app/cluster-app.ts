import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Yaml } from 'cdk8s';
import { ManifestFile } from './manifest-file';

/**
 * A cdk8s app whose `ManifestFile`s go to the folders that they name, each with its head comment. One app is one
 * cluster: the rules see everything in it together.
 */
export class ClusterApp extends App {
  /** Checks everything, then writes the files. */
  public override synth(): void {
    const files = this.charts.map((chart) => {
      const documents = chart.toJson() as unknown[];
      const path = chart instanceof ManifestFile ? chart.path : `${chart.node.id}.yaml`;
      const header = chart instanceof ManifestFile ? comment(chart.header) : '';
      return { path, content: header + Yaml.stringify(...documents) };
    });
    const twice = files.map((file) => file.path).filter((path, index, all) => all.indexOf(path) !== index);
    if (twice.length > 0) {
      throw new Error(`file ${JSON.stringify(twice[0])} has two charts; give one another id or folder`);
    }
    for (const { path, content } of files) {
      const target = join(this.outdir, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
}

function comment(text: string): string {
  return text
    .split('\n')
    .filter((line, index, lines) => line !== '' || (index > 0 && index < lines.length - 1))
    .map((line) => `# ${line}`.trimEnd() + '\n')
    .join('');
}
