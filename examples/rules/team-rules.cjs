exports.rules = [
  {
    id: 'team-label-missing',
    severity: 'error',
    summary: 'A job that names no team.',
    why: 'Nobody knows who pays for it, and whom to call at night.',
    fix: 'set metadata.labels.team',
    kinds: ['SparkApplication', 'ScheduledSparkApplication'],
    check: (subject) =>
      typeof subject.get('metadata', 'labels', 'team') === 'string'
        ? []
        : [{ path: ['metadata', 'labels', 'team'], message: 'no team is named' }],
  },
];
