import { accepts, finds, says, type Saying } from '../harness';

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

const java = (mainApplicationFile: string, more: object = {}) => ({
  'spec.type': 'Java',
  'spec.mainApplicationFile': mainApplicationFile,
  'spec.mainClass': 'org.example.Job',
  ...more,
});
const REQUIRED =
  'error missing-field spec.mainApplicationFile: mainApplicationFile is required → set mainApplicationFile';
const MISMATCH = 'type-file-mismatch spec.mainApplicationFile: type is';

says([
  [
    java('local:///a.jar', { 'spec.type': 'Scala', 'spec.mainClass': undefined }),
    'error main-class-missing spec.mainClass: no main class for a Scala job',
  ],
  [
    java('local:///a.py', { 'spec.mainClass': undefined }),
    `warning ${MISMATCH} Java, but Spark runs local:///a.py as Python`,
  ],
  [
    java('local:///a.R', { 'spec.type': 'Scala' }),
    `warning ${MISMATCH} Scala, but Spark runs local:///a.R as R`,
  ],
  [
    { 'spec.mainApplicationFile': 'local:///a.jar' },
    `error ${MISMATCH} Python, but Spark runs local:///a.jar as a JAR`,
  ],
  [
    { 'spec.mainApplicationFile': 'local:///a.jar', 'spec.mainClass': 'A' },
    `warning ${MISMATCH} Python, but Spark runs local:///a.jar as a JAR`,
  ],
  [
    { 'spec.mainApplicationFile': 'local:///a.R' },
    `warning ${MISMATCH} Python, but Spark runs local:///a.R as R`,
  ],
  [{ 'spec.type': 'R', 'spec.mainApplicationFile': 'local:///a.R' }],
  [
    { 'spec.type': 'R', 'spec.mainApplicationFile': 'local:///a.R', 'spec.mainClass': 'A' },
    'warning main-class-on-python spec.mainClass: a R job has no main class',
  ],
  [
    { 'spec.mainApplicationFile': undefined, 'spec.mainClass': 'A' },
    'warning main-class-on-python spec.mainClass: a Python job has no main class',
    REQUIRED,
  ],
  [java('local:///a.jar', { 'spec.mainClass': 'org.exämple._Job$1' })],
  ...['org.example.', '.Job', 'org..Job', '1.Job', 'org.1Job', 'org.example.Job-1'].map((name): Saying => [
    java('local:///a.jar', { 'spec.mainClass': name }),
    `error main-class-invalid spec.mainClass: "${name}" is no name of a class`,
  ]),
  [java('local:///a.jar', { 'spec.mainApplicationFile': undefined }), REQUIRED],
  [
    java('local:///a.jar', { 'spec.mainApplicationFile': undefined, 'spec.mainClass': undefined }),
    'error main-class-missing spec.mainClass: no main class for a Java job',
    REQUIRED,
  ],
]);

const UPLOADED = "is a file of the operator's pod";

says([
  [
    { 'spec.mainApplicationFile': '/opt/a.py' },
    `error path-without-scheme spec.mainApplicationFile: /opt/a.py ${UPLOADED} → write local:///opt/a.py if it is in the image`,
  ],
  [
    { 'spec.mainApplicationFile': 'a.py' },
    `error path-without-scheme spec.mainApplicationFile: a.py ${UPLOADED}`,
  ],
  [
    { 'spec.deps': { jars: ['local:///a.jar', 'file:///b.jar'] } },
    `error path-without-scheme spec.deps.jars[1]: file:///b.jar ${UPLOADED}`,
  ],
  [
    {
      'spec.mainApplicationFile': '/opt/a.py',
      'spec.sparkConf': { 'spark.kubernetes.file.upload.path': 'hdfs://name/upload' },
    },
  ],
  [{ 'spec.mode': 'client' }, 'error client-mode spec.mode: client mode runs the driver in the operator'],
]);
