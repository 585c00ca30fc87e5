import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { ClusterApp } from '../../../lib';

/** What `synth` wrote for one cluster. */
export class Manifests {
  public static synth(build: (app: ClusterApp) => unknown): Manifests {
    const outdir = mkdtempSync(join(tmpdir(), 'manifests-'));
    const app = new ClusterApp({ outdir });
    build(app);
    app.synth();
    return new Manifests(outdir);
  }

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
