import { carriedReleases, type Carrier, type CarriedRelease } from '../../chart/carried';
import { Release } from '../../chart/release';
import { dependencyKey, isChartValues, withoutParentKeys } from '../../chart/values';
import { record, type Manifest } from '../../manifest/plain';
import { VALUES } from '../../rules/rule';
import type { FileSubject } from '../read';
import { readEmbedded } from '../reading/embedded';

/** Who brings a release to its cluster. */
export type Deliverer = Carrier | 'helm';

/** A release of the chart in a file: plain values, or an object that a controller delivers. */
export interface FoundRelease extends Omit<CarriedRelease, 'by'> {
  /** Who brings it. */
  readonly by: Deliverer;
  /** Where it stands. */
  readonly subject: FileSubject;
}

/** The releases of the chart in an object, none for most. */
export function releasesIn(subject: FileSubject): FoundRelease[] {
  // What an object carries is read with the object.
  if (subject.within !== undefined) return [];
  if (subject.kind === VALUES) return [ofValues(subject)];
  return carriedReleases(subject.manifest, readEmbedded).map((release) => ({ ...release, subject }));
}

/** Values, or those of a chart around it, which has the chart as a dependency. */
function ofValues(subject: FileSubject): FoundRelease {
  const { manifest } = subject;
  const key = isChartValues(manifest) ? undefined : dependencyKey(manifest);
  return {
    by: 'helm',
    subject,
    values: key === undefined ? manifest : withoutParentKeys(record(manifest[key])),
    place: (path) => (key === undefined ? path : [key, ...path]),
    name: undefined,
    namespace: undefined,
    version: undefined,
    isDependency: key !== undefined,
    bringsCrds: false,
    isPart: false,
    unread: undefined,
  };
}

/** A release as data. */
export function asRelease({ name }: FoundRelease, values: Manifest, chartVersion: string): Release {
  return new Release({ values, chartVersion, ...(name === undefined ? {} : { name }) });
}
