/**
 * A step in which a GitOps controller builds a cluster; the next one waits for it. Each is a folder in Git. They stand here
 * in their order.
 */
export enum Stage {
  /** Namespaces. They and what is in them stay when Git has them no more. */
  NAMESPACES = 'namespaces',
  /** CRDs that no release brings. They and their objects stay when Git has them no more. */
  DEFINITIONS = 'definitions',
  /** The release of the operator. */
  OPERATOR = 'operator',
  /** Accounts, roles and policies. */
  ACCESS = 'access',
  /** What brings Secrets; never a Secret with its values. */
  SECRETS = 'secrets',
  /** Released templates of runs, and what starts runs. */
  TEMPLATES = 'templates',
  /** Schedules and applications. */
  JOBS = 'jobs',
}

/** The stages in their order. */
export const STAGES = Object.values(Stage);

/** Stages in which nothing is pruned: what is removed from Git by mistake would take data with it. */
export const KEPT_STAGES: readonly Stage[] = [Stage.NAMESPACES, Stage.DEFINITIONS];
