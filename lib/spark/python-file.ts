import { createHash } from 'node:crypto';
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { Problems, show, TextForm } from '../problems';
import type { SparkContribution } from './spark-contribution';
import { SparkFeature } from './spark-feature';
import { SparkWorkload } from './spark-workload';

/** Not the work directory: a mount there would hide what the image has in it. */
const FOLDER = '/opt/jobs';

/** A ConfigMap holds 1 MiB with its keys and metadata; this leaves room. */
const MAX_BYTES = 900 * 1024;

const FILE_NAME = new TextForm({
  pattern: /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.py$/,
  of: 'letters, digits, dots, dashes and underscores that end in .py',
  example: 'etl.py',
  minLength: 4,
  maxLength: 54,
});

/**
 * A Python program without an image of its own: a ConfigMap, mounted in the driver.
 *
 * ```ts
 * const program = PythonFile.inline('etl.py', readFileSync('etl.py', 'utf8'));
 * new SparkApplication(chart, 'etl', { mainApplicationFile: program.mainApplicationFile, … }).with(program);
 * ```
 * The name of the ConfigMap has a hash of the text, so that a changed program is a changed application, and so a run.
 * The mount is made by the operator's webhook. Above 256 KiB a client-side `kubectl apply` fails; apply with
 * `--server-side`, as Argo CD and Flux can.
 */
export class PythonFile extends SparkFeature {
  /**
   * A program by its text; the caller reads the file.
   *
   * @param fileName name in the driver, ending in `.py`
   * @param text the program, at most 900 KiB
   * @throws when the name or the size cannot work
   */
  public static inline(fileName: string, text: string): PythonFile {
    return new PythonFile(fileName, text);
  }

  /** `Python file <name>`. */
  public readonly description: string;
  /** Name of the ConfigMap: the name of the file and a hash of the text. */
  public readonly configMapName: string;
  /** For `mainApplicationFile`: where the driver finds the program. */
  public readonly mainApplicationFile: string;

  private constructor(
    /** Name in the driver. */
    public readonly fileName: string,
    private readonly text: string,
  ) {
    super();
    const problems = new Problems();
    problems.require('fileName', fileName, FILE_NAME);
    if (typeof text !== 'string' || text.trim() === '') {
      problems.add('it has no text; give the program as a string, as readFileSync(file, "utf8") does');
    } else if (Buffer.byteLength(text) > MAX_BYTES) {
      problems.add(
        `it has ${Buffer.byteLength(text)} bytes, at most ${MAX_BYTES} fit into a ConfigMap; ` +
          'put it into an image or a bucket',
      );
    }
    problems.throwFor(`Python file ${show(fileName)}`);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
    const stem = fileName
      .slice(0, -'.py'.length)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    this.description = `Python file ${fileName}`;
    this.configMapName = [stem, hash].filter((part) => part !== '').join('-');
    this.mainApplicationFile = `local://${FOLDER}/${fileName}`;
  }

  /** The volume, and its mount in the driver: executors get what they need from there. */
  public contribute(): SparkContribution {
    return {
      volumes: [{ name: this.configMapName, configMap: { name: this.configMapName } }],
      driver: {
        volumeMounts: [
          {
            name: this.configMapName,
            mountPath: `${FOLDER}/${this.fileName}`,
            subPath: this.fileName,
            readOnly: true,
          },
        ],
      },
    };
  }

  /** Adds the ConfigMap to the chart, once for a namespace, and the mount to the application. */
  public override applyTo(construct: IConstruct): void {
    super.applyTo(construct);
    if (!(construct instanceof SparkWorkload)) return;
    construct.node.addDependency(this.configMap(Chart.of(construct), construct.apiObject.metadata.namespace));
  }

  private configMap(chart: Chart, namespace: string | undefined): IConstruct {
    const id = ['python-file', namespace, this.configMapName].filter((part) => part !== undefined).join('-');
    return (
      chart.node.tryFindChild(id) ??
      new k8s.KubeConfigMap(chart, id, {
        metadata: { name: this.configMapName, namespace },
        immutable: true,
        data: { [this.fileName]: this.text },
      })
    );
  }
}
