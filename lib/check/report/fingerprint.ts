import { createHash } from 'node:crypto';
import { isRecord, nameOf, namespaceOf, text, valueAt, type Path } from '../../manifest/plain';
import type { Finding } from '../../rules/engine';
import type { FileSubject } from '../read';

/**
 * What a finding is recognised by when its lines have moved: its rule, its object, its property, and the how manieth of
 * these it is in its file. Items of lists go by their name, so that others may come before them.
 */
export class Fingerprints {
  private readonly counts = new Map<string, number>();

  /** @param redacted takes credentials out of a text */
  public constructor(private readonly redacted: (text: string) => string) {}

  /** The fingerprint of the next finding. */
  public of({ rule, subject, steps }: Finding<FileSubject>): string {
    const { kind, manifest, file } = subject;
    const object = [text(manifest.apiVersion), kind, namespaceOf(manifest), nameOf(manifest)];
    const key = this.redacted(JSON.stringify([rule.id, object, named(manifest, steps)]));
    const place = JSON.stringify([file, key]);
    const count = this.counts.get(place) ?? 0;
    this.counts.set(place, count + 1);
    return createHash('sha256')
      .update(JSON.stringify([key, count]))
      .digest('hex')
      .slice(0, 32);
  }
}

function named(manifest: unknown, path: Path): readonly unknown[] {
  return path.map((step, index) => {
    const item = typeof step === 'number' ? valueAt(manifest, path.slice(0, index + 1)) : undefined;
    const name = isRecord(item) ? text(item.name) : undefined;
    return name === undefined ? step : { name };
  });
}
