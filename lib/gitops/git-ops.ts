import { type ApiObject, App } from 'cdk8s';
import type { Construct } from 'constructs';
import { ClusterApp } from '../app/cluster-app';
import { isManifestFile, type ManifestFile } from '../app/manifest-file';
import { outputFiles } from '../app/output-file';
import { addValidation } from '../app/synthesis';
import { DNS_LABEL } from '../kubernetes-names';
import type { HelmDelivery } from '../operator/helm-delivery';
import { Problems, TextForm } from '../problems';
import { contentOf, contentProblems, repetitions, type Content } from './content';
import type { GitOpsProps } from './git-ops-props';
import { STAGES, type Stage } from './stage';

const FOLDER = 'git';

const URL = new TextForm({
  pattern: /^(https?|ssh):\/\/([A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+(:\d{1,5})?\/[A-Za-z0-9._~/-]+$/,
  of: 'the URL of a repository, by https or ssh and without a key',
  example: 'https://git.example.com/data-platform/clusters.git',
  hidden: true,
});

const PATH = new TextForm({
  pattern: /^(?!.*(^|\/)\.{0,2}(\/|$))[A-Za-z0-9._/-]+$/,
  of: 'a relative path of plain folders',
  example: 'dist/production',
});

const BRANCH = new TextForm({
  pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  of: 'the name of a branch',
  example: 'main',
});

/**
 * A cluster that is applied from Git. What a controller may apply stands in folders of `git/`, one a stage, and `bind` adds
 * the objects that apply them one after the other. What must not be there, such as a run that ends with its time to live, stops the
 * synth. The app has to be a `ClusterApp`.
 */
export abstract class GitOps {
  /**
   * The folder of a stage, for `ManifestFile`.
   *
   * @param stage the stage
   */
  public static folder(stage: Stage): string {
    return gitFolder(stage);
  }

  /** URL of the repository. */
  public readonly repository: string;
  /** The output folder of the app in the repository. */
  public readonly path: string;
  /** Branch that is applied. */
  public readonly branch: string;
  /** Beginning of the names of the objects of the controller. */
  public readonly name: string;

  /** @throws when the place in Git cannot be one, listing all reasons */
  protected constructor(props: GitOpsProps) {
    this.repository = props.repository;
    this.path = props.path;
    this.branch = props.branch ?? 'main';
    this.name = props.name ?? 'spark-cluster';
    const problems = new Problems();
    problems.require('repository', this.repository, URL);
    problems.require('path', this.path, PATH);
    problems.require('branch', this.branch, BRANCH);
    problems.require('name', this.name, DNS_LABEL.upTo(50));
    problems.throwFor('GitOps');
  }

  /** The delivery of a release that this controller installs, in the stage of the operator. */
  public abstract delivery(): HelmDelivery;

  /**
   * Adds the objects that apply the stages, one after the other. Files may be added to stages before and after; a stage
   * without a file is left out.
   *
   * @param scope the app, or a construct in it
   */
  public bind(scope: Construct): void {
    this.addObjects(scope);
    addValidation(scope, () => this.problems(scope));
  }

  /**
   * Lets an object stay in the cluster when Git has it no more, such as a released template that pipelines still name.
   *
   * @param object the object
   */
  public abstract keep(object: ApiObject): void;

  /** Adds the objects that apply the stages. */
  protected abstract addObjects(scope: Construct): void;

  /** Path of a folder of the output in the repository. */
  protected pathOf(folder: string): string {
    return `${this.path}/${folder}`;
  }

  private problems(scope: Construct): string[] {
    const app = App.of(scope);
    if (!(app instanceof ClusterApp)) {
      return ['this app writes no folders, which stages are; make it a ClusterApp'];
    }
    const others = outputFiles(app).filter(({ path }) => path.startsWith(`${FOLDER}/`));
    const staged = stagedFiles(scope).map(contentOf);
    return [
      ...repetitions(staged),
      ...staged.flatMap((file) => [...this.placeProblems(file), ...contentProblems(file)]),
      ...others.map(
        ({ path }) =>
          `file ${path} holds no Kubernetes object, so nothing can apply it; put it into another folder`,
      ),
    ];
  }

  private placeProblems({ path }: Content): string[] {
    const folder = path.split('/')[1]!;
    return [...STAGES, ORDER].includes(folder)
      ? []
      : [
          `file ${path} is in no stage, so nothing applies it; put it into one of ` +
            STAGES.map((stage) => GitOps.folder(stage)).join(', '),
        ];
  }
}
/** A folder of what is applied from Git. */
export function gitFolder(name: string): string {
  return `${FOLDER}/${name}`;
}

/** Folder of the objects that apply the stages. */
export const ORDER = 'order';

/** The stages that have files, in their order. */
export function usedStages(scope: Construct): Stage[] {
  const paths = stagedFiles(scope).map(({ path }) => path);
  return STAGES.filter((stage) => paths.some((path) => path.startsWith(`${gitFolder(stage)}/`)));
}

function stagedFiles(scope: Construct): ManifestFile[] {
  return App.of(scope)
    .charts.filter(isManifestFile)
    .filter(({ path }) => path.startsWith(`${FOLDER}/`));
}
