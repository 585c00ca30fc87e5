import type { Finding, Subject } from './finding';

/**
 * Of findings that are told once, the first with the number of objects that have it; all others as they are.
 *
 * @param findings in the order of the objects
 * @param looked how many objects the rule of a finding has looked at
 */
export function toldOnce<S extends Subject>(
  findings: readonly Finding<S>[],
  looked: (finding: Finding<S>) => number,
): Finding<S>[] {
  const alike = new Map<string, Set<S>>();
  const told = findings.filter((finding) => {
    if (finding.once === undefined) return true;
    const objects = alike.get(key(finding));
    if (objects === undefined) alike.set(key(finding), new Set([finding.subject]));
    else objects.add(finding.subject);
    return objects === undefined;
  });
  return told.map((finding) => {
    const objects = finding.once === undefined ? 1 : alike.get(key(finding))!.size;
    if (objects === 1) return finding;
    const where =
      finding.once === 'file' ? `${objects} objects of the file` : `${objects} of ${looked(finding)} objects`;
    return { ...finding, objects, message: `${finding.message} (so in ${where})` };
  });
}

function key({ rule, severity, once, subject }: Finding): string {
  return JSON.stringify([rule.id, severity, once === 'file' ? (subject.file ?? '') : undefined]);
}
