import { accepts, finds } from '../harness';

finds([
  [
    'main-class-missing',
    { 'spec.mainClass': null, 'spec.type': 'Java', 'spec.mainApplicationFile': 'local:///a.jar' },
  ],
  ['main-class-on-python', { 'spec.mainClass': 'org.example.Job' }],
  ['type-file-mismatch', { 'spec.mainApplicationFile': 'local:///a.jar' }],
  [
    'type-file-mismatch',
    { 'spec.mainApplicationFile': 'local:///a.py', 'spec.type': 'Scala', 'spec.mainClass': 'A' },
  ],
  ['path-without-scheme', { 'spec.mainApplicationFile': '/opt/a.py' }],
  ['path-without-scheme', { 'spec.deps': { pyFiles: ['file:///a.zip'] } }, 'spec.deps.pyFiles[0]'],
  ['client-mode', { 'spec.mode': 'client' }],
]);

accepts([
  { 'spec.type': 'Java', 'spec.mainApplicationFile': 'local:///a.jar', 'spec.mainClass': 'A' },
  { 'spec.mainApplicationFile': 'https://example.org/a.py' },
]);
