import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Release } from '../chart/release';
import { releaseOf } from '../chart/released';
import { type Manifest, record, written } from '../manifest/plain';
import { type Role, type Workload, WORKLOADS, workload } from '../manifest/workload';
import { Mermaid } from './mermaid';
import { Outside } from './outside';

/** A picture of what runs where: the operator, Spark applications with their pods, the stores and catalogs they use. */
export class ArchitectureDiagram {
  /**
   * Draws a part of an app as Mermaid text, which forges and documentation tools show as a picture. It is read from the
   * manifests: it is as current as they are, and objects written by hand are in it too.
   *
   * @param scope an app, or the part of it to be drawn
   * @see https://mermaid.js.org/syntax/flowchart.html
   */
  public static mermaid(scope: IConstruct): string {
    const inside = scope.node.findAll();
    const workloads = inside
      .filter((construct) => construct instanceof ApiObject)
      .filter(({ kind }) => WORKLOADS.some((own) => own === kind))
      .map((object) => workload(object.toJson() as Manifest));
    const diagram = new ArchitectureDiagram(
      inside.flatMap((construct) => releaseOf(construct) ?? []),
      workloads.map((app, index) => ({ app, index })),
    );
    diagram.draw();
    return diagram.mermaid.toString();
  }

  private readonly mermaid = new Mermaid();

  private constructor(
    private readonly releases: readonly Release[],
    private readonly workloads: readonly Numbered[],
  ) {}

  private draw(): void {
    this.mermaid.frame('cluster', 'Kubernetes cluster', () => {
      for (const [index, release] of this.releases.entries()) this.drawRelease(release, index);
      const namespaces = new Set(this.workloads.map(({ app }) => app.namespace));
      for (const [index, namespace] of [...namespaces].entries()) {
        const label = namespace === undefined ? 'namespace of the context' : `namespace ${namespace}`;
        this.mermaid.frame(`namespace${index}`, label, () => {
          for (const item of this.workloads) if (item.app.namespace === namespace) this.drawWorkload(item);
        });
      }
    });
    const outside = new Outside();
    for (const item of this.workloads) this.connect(item, outside);
    outside.draw(this.mermaid);
  }

  private drawRelease(release: Release, index: number): void {
    const { name = '', namespace = '', chartVersion = '' } = release;
    const node = (part: string): void => {
      const pods = counted(release.get(`${part}.replicas`), 'pod');
      this.mermaid.node(`${part}${index}`, 'box', `${name} ${chartVersion}`, `${part}, ${pods}`);
    };
    this.mermaid.frame(`release${index}`, `namespace ${namespace}`, () => {
      node('controller');
      if (release.isOn('webhook.enable')) node('webhook');
    });
  }

  private drawWorkload({ app, index }: Numbered): void {
    this.mermaid.node(`application${index}`, 'round', app.kind, app.name ?? '');
    const { sparkVersion } = app.spec;
    const label = sparkVersion === undefined ? 'Spark' : `Spark ${written(sparkVersion)}`;
    this.mermaid.frame(`spark${index}`, label, () => {
      for (const role of app.roles) this.mermaid.node(`${role.name}${index}`, 'box', ...pod(app, role));
    });
  }

  private connect({ app, index }: Numbered, outside: Outside): void {
    for (const [at, release] of this.releases.entries()) {
      if (app.namespace !== undefined && release.watches(app.namespace) !== false) {
        this.mermaid.arrow(`controller${at}`, `application${index}`, 'watches');
      }
    }
    const { driver, executor } = app;
    if (driver === undefined) return;
    const id = `${driver.name}${index}`;
    this.mermaid.arrow(`application${index}`, id, 'starts');
    if (executor !== undefined) this.mermaid.arrow(id, `executor${index}`, 'makes');
    // Data is read and written by executors too; the driver alone asks catalogs.
    for (const store of outside.stores(app)) {
      for (const role of app.roles) this.mermaid.arrow(`${role.name}${index}`, store);
    }
    for (const catalog of outside.catalogs(app)) this.mermaid.arrow(id, catalog);
  }
}

interface Numbered {
  readonly app: Workload;
  readonly index: number;
}

/** Which pod it is, its size, and its account. */
function pod({ spec }: Workload, role: Role): string[] {
  const { cores, memory, serviceAccount } = role.spec;
  const size = [
    cores === undefined ? '' : counted(cores, 'core'),
    memory === undefined ? '' : written(memory),
  ]
    .filter((part) => part !== '')
    .join(', ');
  return [
    role.name === 'executor' ? executors(spec, role) : role.name,
    size === '' || role.name !== 'executor' ? size : `${size} each`,
    serviceAccount === undefined ? '' : `account ${written(serviceAccount)}`,
  ].filter((line) => line !== '');
}

function executors(spec: Workload['spec'], role: Role): string {
  const { enabled, minExecutors = 0, maxExecutors } = record(spec.dynamicAllocation);
  if (enabled !== true) return counted(role.spec.instances ?? 1, 'executor');
  return maxExecutors === undefined
    ? `${written(minExecutors)} or more executors`
    : `${written(minExecutors)} to ${written(maxExecutors)} executors`;
}

function counted(count: unknown, what: string): string {
  return `${written(count)} ${what}${count === 1 ? '' : 's'}`;
}
