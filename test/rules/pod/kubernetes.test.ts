import { accepts, says, type Saying } from '../harness';

const tolerates = (toleration: object) => ({ 'spec.driver.tolerations': [toleration] });
const refused = (toleration: object, field: string, message: string): Saying => [
  tolerates(toleration),
  `error toleration-invalid spec.driver.tolerations[0].${field}: ${message}`,
];

says([
  refused({ operator: 'Like', key: 'a' }, 'operator', '"Like" is neither Exists nor Equal'),
  refused({ operator: 'Exists', key: 'a b' }, 'key', '"a b" is no key of a taint'),
  refused({ key: 'a', value: 'b,c' }, 'value', '"b,c" is no value of a taint'),
  refused({ operator: 'Exists', key: 'a', value: 'b' }, 'value', 'Exists takes no value'),
  refused({ operator: 'Equal', value: 'b' }, 'operator', 'without a key the operator must be Exists'),
  refused({ key: '', value: 'b' }, 'operator', 'without a key the operator must be Exists'),
  refused(
    { key: 'a', effect: 'Never' },
    'effect',
    '"Never" is none of NoSchedule, PreferNoSchedule, NoExecute',
  ),
  refused(
    { key: 'a', tolerationSeconds: 5 },
    'tolerationSeconds',
    'tolerationSeconds needs effect NoExecute',
  ),
  refused(
    { key: 'a', effect: 'NoSchedule', tolerationSeconds: 0 },
    'tolerationSeconds',
    'tolerationSeconds needs effect NoExecute',
  ),
  [
    {
      'spec.executor.template': {
        spec: { containers: [], tolerations: [{ operator: 'Exists' }, { value: 'b' }] },
      },
    },
    'error toleration-invalid spec.executor.template.spec.tolerations[1].operator: without a key the operator must be Exists',
  ],
]);

accepts(
  [
    { operator: 'Exists' },
    { operator: 'Exists', key: '' },
    { operator: 'Exists', key: 'a', value: '' },
    { operator: '', key: 'a' },
    { key: 'example.com/a' },
    { key: 'a', value: 'b', effect: '' },
    { key: 'a', effect: 'NoSchedule' },
    { key: 'a', effect: 'PreferNoSchedule' },
    { key: 'a', effect: 'NoExecute', tolerationSeconds: 0 },
  ].map(tolerates),
);

const ports = (...given: object[]) => ({
  'spec.driver.ports': given.map((port) => ({ containerPort: 80, name: 'web', protocol: 'TCP', ...port })),
});

says([
  [ports({ containerPort: 0 }), 'error port-invalid spec.driver.ports[0].containerPort: 0 is no port'],
  [
    ports({ containerPort: 65_536, name: 'Web' }),
    'error port-invalid spec.driver.ports[0].containerPort: 65536 is no port',
    'error port-invalid spec.driver.ports[0].name: "Web" is no name of a port',
  ],
  [ports({}, { containerPort: 81 }), 'error port-invalid spec.driver.ports[1].name: there are two ports web'],
  [ports({ containerPort: 1 }, { containerPort: 65_535, name: 'other' })],
]);

const sidecars = (role: string, ...names: unknown[]) => ({
  [`spec.${role}.sidecars`]: names.map((name) => ({ name, image: 'registry.example/a:1' })),
});

says([
  [sidecars('driver', 'A'), 'error container-name-invalid spec.driver.sidecars[0].name: "A" is no DNS label'],
  [
    sidecars('executor', 'a', 'b', 'a'),
    'error container-name-invalid spec.executor.sidecars[2].name: there are two containers a',
  ],
  [
    sidecars('driver', 'spark-kubernetes-driver'),
    'error container-name-invalid spec.driver.sidecars[0].name: there are two containers spark-kubernetes-driver',
  ],
  [
    sidecars('executor', 'spark-kubernetes-executor'),
    'error container-name-invalid spec.executor.sidecars[0].name: there are two containers spark-kubernetes-executor',
  ],
  [
    {
      ...sidecars('driver', 'a'),
      'spec.driver.initContainers': [{ name: 'a', image: 'registry.example/a:1' }],
    },
    'error container-name-invalid spec.driver.sidecars[0].name: there are two containers a',
  ],
  [{ ...sidecars('driver', 'a', 'spark-kubernetes-executor'), ...sidecars('executor', 'a') }],
]);
