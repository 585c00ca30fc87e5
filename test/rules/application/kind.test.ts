import { finds } from '../harness';

finds([['unknown-kind', { kind: 'SparkAplication' }]]);
