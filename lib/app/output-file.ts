import type { App } from 'cdk8s';
import { Construct } from 'constructs';
import { appOf, followSynthesis, synthesisOf } from './synthesis';
import { filePath, writeFiles, yamlText, type WrittenFile } from './write-files';

/** Where a file is written, and what stands above its content. */
export interface OutputFileProps {
  /**
   * Folder of the file below the output folder. A folder is used as a whole, so its name says when and by whom.
   * @default - the output folder of the app itself
   */
  readonly folder?: string;
  /**
   * Text at the head of the file, written as YAML comments.
   * @default - none
   */
  readonly header?: string;
}

/**
 * A YAML file that is written beside the manifests and holds no Kubernetes object, such as values for Helm. It goes to
 * `<folder>/<id>.yaml` below the output folder of its app, however the app divides its charts into files.
 */
export abstract class OutputFile extends Construct {
  /** Path of the file below the output folder. */
  public readonly path: string;
  private readonly text: string;
  private isMissed = false;

  public constructor(scope: Construct, id: string, props: OutputFileProps = {}) {
    super(scope, id);
    this.path = filePath(id, props.folder);
    this.text = props.header ?? '';
    const app = appOf(this);
    if (app === undefined) return;
    if (!written.has(app)) {
      written.set(
        app,
        followSynthesis(app, () => {
          writeFiles(app.outdir, writtenBeside(app));
        }),
      );
    }
    this.node.addValidation({ validate: () => this.problems(app) });
  }

  /** Text at the head of the file, without comment signs; empty when there is none. */
  public get header(): string {
    return this.text;
  }

  /** Content of the file, document by document. */
  public abstract documents(): unknown[];

  /**
   * What is written: itself, and perhaps a program that reads it.
   *
   * @internal
   */
  public _files(): WrittenFile[] {
    return [{ path: this.path, text: () => yamlText(this.header, this.documents()) }];
  }

  private problems(app: App): string[] {
    if (written.get(app) !== true) {
      return [`file ${this.path} cannot be written by this app; make the app a ClusterApp, which writes it`];
    }
    if (synthesisOf(app)?.writesFiles === false && !this.isMissed) {
      this.isMissed = true;
      console.warn(
        `warning: file ${this.path} is no part of synthYaml(), which has Kubernetes objects only; synth() writes it`,
      );
    }
    return [];
  }
}

/** Apps with output files: true for those that write them. */
const written = new WeakMap<App, boolean>();

/** Tells that an app writes its output files by itself. */
export function writesOutputFiles(app: App): void {
  written.set(app, true);
}

/** The output files of an app. */
export function outputFiles(app: App): OutputFile[] {
  return app.node.findAll().filter((construct) => construct instanceof OutputFile);
}

/** What the output files of an app write. */
export function writtenBeside(app: App): WrittenFile[] {
  return outputFiles(app).flatMap((file) => file._files());
}
