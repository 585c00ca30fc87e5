import { list, record, text, type Manifest } from './plain';

/** Kind of Argo CD that applies a folder of Git. */
export const ARGO_APPLICATION = 'Application';

/** Kind of Flux that applies a folder of Git; Kustomize's own file has the same kind and another group. */
export const FLUX_KUSTOMIZATION = 'Kustomization';

/** True for an object that is made anew for each sync, so that nobody misses it when it is gone. */
export function isHook(object: Manifest): boolean {
  return annotationsOf(object)['argocd.argoproj.io/hook'] !== undefined;
}

/** Who keeps an object as it is in Git, by the marks that it bears. */
export function keeperByMarks(object: Manifest): 'Argo CD' | 'Flux' | undefined {
  const isOf = (marks: object, prefix: string) => Object.keys(marks).some((key) => key.startsWith(prefix));
  const marks = { ...annotationsOf(object), ...record(record(object.metadata).labels) };
  if (isOf(marks, 'argocd.argoproj.io/')) return 'Argo CD';
  return isOf(marks, 'kustomize.toolkit.fluxcd.io/') ? 'Flux' : undefined;
}

/** True for an Application of Argo CD that applies a folder of Git to the namespace; what names none may be about others. */
export function appliesTo(application: Manifest, namespace: string | undefined): boolean {
  if (text(application.apiVersion)?.startsWith('argoproj.io/') !== true) return false;
  const spec = record(application.spec);
  const target = text(record(spec.destination).namespace);
  const ofGit = [spec.source, ...list(spec.sources)].some(
    (source) => text(record(source).path) !== undefined,
  );
  return ofGit && target !== undefined && target === namespace;
}

/** True for a Kustomization of Flux that applies a folder of Git to the namespace. */
export function reconciles(kustomization: Manifest, namespace: string | undefined): boolean {
  if (text(kustomization.apiVersion)?.startsWith('kustomize.toolkit.fluxcd.io/') !== true) return false;
  const target = text(record(kustomization.spec).targetNamespace);
  return target !== undefined && target === namespace;
}

function annotationsOf(object: Manifest): Readonly<Record<string, unknown>> {
  return record(record(object.metadata).annotations);
}
