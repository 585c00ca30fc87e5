import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** What `synth` wrote for one cluster. */
export class Manifests {
  public constructor(public readonly folder: string) {}

  public get values(): any {
    return parse(readFileSync(this.valuesFile, 'utf8'));
  }

  public get valuesFile(): string {
    return join(this.folder, 'helm/values.yaml');
  }

  /** The objects of a folder, file by file. */
  public objects(name: string): any[] {
    const folder = join(this.folder, name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .sort()
      .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
      .map((document) => document.toJS() as unknown)
      .filter((object) => object !== null);
  }

  /** The application that `run/` starts. */
  public get application(): any {
    return this.objects('run').find(({ kind }) => /^(Scheduled)?SparkApplication$/.test(kind));
  }
}
