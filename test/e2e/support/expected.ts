import { createHash } from 'node:crypto';

// What the six tables must hold, computed here from the definition of the sample data and not by Spark.
const FAMILIES = ['airpush', 'dowgin', 'fakeinst', 'opfake', 'adrd'];
const ROWS = { emulator: 4000, real_device: 2500 };

interface Sample {
  readonly source: string;
  readonly sha256: string;
  readonly package: number;
  readonly family: string;
  readonly day: string;
  readonly sysRead: number;
}

function samples(limit: number): Sample[] {
  return Object.entries(ROWS).flatMap(([source, rows]) =>
    Array.from({ length: rows }, (_, i) => ({
      source,
      sha256: createHash('sha256').update(`${i}`).digest('hex'),
      package: i % 1000,
      family: i % 2 === 1 ? FAMILIES[Math.floor(i / 2) % 5]! : '',
      day: new Date(Date.UTC(2012, 0, 1 + (i % 3000))).toISOString().slice(0, 10),
      sysRead: (i * 6) % 101,
    }))
      .sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
      .slice(0, limit),
  );
}

/** Queries about the tables of a catalog, each with the rows that it must give. `limit` is that of the job. */
export function expectations(catalog: string, limit = Infinity): Record<string, unknown[][]> {
  const all = samples(limit);
  const from = (source: string): number => all.filter((sample) => sample.source === source).length;
  const malware = all.filter(({ family }) => family !== '');
  const families = [...FAMILIES].sort().map((family) => {
    const members = malware.filter((sample) => sample.family === family);
    const days = members.map(({ day }) => day).sort();
    return [
      family,
      members.length,
      members.filter(({ source }) => source === 'emulator').length,
      new Set(members.map((sample) => sample.package)).size,
      days[0],
      days.at(-1),
    ];
  });
  const staging = `${catalog}.stg_kronodroid.stg_kronodroid__`;
  return {
    [`SELECT count(*) FROM ${staging}emulator`]: [[from('emulator')]],
    [`SELECT count(*) FROM ${staging}real_device`]: [[from('real_device')]],
    [`SELECT count(*), count(DISTINCT sample_id) FROM ${staging}combined`]: [[all.length, all.length]],
    [`SELECT count(*), count(DISTINCT package) FROM ${catalog}.kronodroid.fct_malware_samples`]: [
      [malware.length, new Set(malware.map((sample) => sample.package)).size],
    ],
    [`SELECT family, samples, emulator_samples, packages, first_seen, last_seen FROM ${catalog}.kronodroid.dim_malware_families ORDER BY family`]:
      families,
    [`SELECT count(*), sum(label), sum(sys_read), count(DISTINCT split) FROM ${catalog}.kronodroid.fct_training_dataset`]:
      [[all.length, malware.length, all.reduce((sum, { sysRead }) => sum + sysRead, 0), 3]],
  };
}
