import type { Construct } from 'constructs';
import { OutputFile, type OutputFileProps } from '../app/output-file';

/** Where Argo CD is. */
export interface ArgoCdHealthProps extends OutputFileProps {
  /** Namespace of Argo CD. */
  readonly namespace: string;
}

/** An Application is as well as what it applies. Argo CD does not look by itself, so that waves of Applications wait for nothing. */
const APPLICATION = `local health = obj.status and obj.status.health or {}
return {status = health.status or "Progressing", message = health.message}
`;

/** A batch job is well when it is COMPLETED. The check of Argo CD takes RUNNING for well, and waits for ever for SUSPENDED. */
const SPARK_APPLICATION = `local state = obj.status and obj.status.applicationState and obj.status.applicationState.state or ""
local status = {COMPLETED = "Healthy", FAILED = "Degraded", SUSPENDED = "Suspended"}
return {status = status[state] or "Progressing", message = state}
`;

/** The health checks that waves and batch jobs need, as a patch of the ConfigMap of Argo CD. */
export class ArgoCdHealth extends OutputFile {
  public constructor(scope: Construct, id: string, props: ArgoCdHealthProps) {
    super(scope, id, {
      header: [
        'Health of Applications and of Spark applications, for the settings of Argo CD. Patch them by hand, once:',
        '',
        `  kubectl patch configmap argocd-cm --namespace ${props.namespace} --type merge --patch-file ${id}.yaml`,
      ].join('\n'),
      ...props,
    });
  }

  /** The patch. */
  public override documents(): unknown[] {
    return [
      {
        data: {
          'resource.customizations.health.argoproj.io_Application': APPLICATION,
          'resource.customizations.health.sparkoperator.k8s.io_SparkApplication': SPARK_APPLICATION,
        },
      },
    ];
  }
}
