import { finds, says, type Saying } from '../harness';

finds([
  [
    'driver-ingress-duplicate',
    { 'spec.driverIngressOptions': [{ servicePort: 1, servicePortName: 'a' }] },
    'spec.driverIngressOptions[0].ingressURLFormat',
  ],
  [
    'driver-ingress-tls-ignored',
    {
      'spec.driverIngressOptions': [
        {
          servicePort: 1,
          servicePortName: 'a',
          ingressURLFormat: '{{$appName}}.example.org',
          ingressAnnotations: { a: 'b' },
        },
      ],
    },
    'spec.driverIngressOptions[0].ingressAnnotations',
  ],
  [
    'service-port-invalid',
    { 'spec.sparkUIOptions': { servicePort: 70000 } },
    'spec.sparkUIOptions.servicePort',
  ],
  [
    'service-port-invalid',
    {
      'spec.driverIngressOptions': [
        { servicePort: 0, servicePortName: 'ui', ingressURLFormat: '{{$appName}}.example.org' },
      ],
    },
    'spec.driverIngressOptions[0].servicePort',
  ],
]);

const ingress = (servicePort: number, ingressURLFormat?: string, more: object = {}) => ({
  servicePort,
  servicePortName: 'ui',
  ingressURLFormat,
  ...more,
});
const ingresses = (...options: object[]) => ({ 'spec.driverIngressOptions': options });
const [A, B] = ['{{$appName}}.example.org', '{{$appName}}.example.com'];
const FIRST = 'spec.driverIngressOptions[0]';
const SECOND = 'spec.driverIngressOptions[1]';

says([
  [
    ingresses(ingress(1, '')),
    `error driver-ingress-duplicate ${FIRST}.ingressURLFormat: the URL format is empty`,
  ],
  [
    ingresses(ingress(1, A), ingress(2, A)),
    `error driver-ingress-duplicate ${SECOND}.ingressURLFormat: {{$appName}}.example.org is given twice`,
  ],
  [
    ingresses(ingress(1, A), ingress(1, B)),
    `error driver-ingress-duplicate ${SECOND}.servicePort: port 1 is given twice`,
  ],
  [ingresses(ingress(1, A), ingress(65_535, B))],
  ...['ingressTLS', 'ingressAnnotations'].map((field): Saying => [
    ingresses(ingress(1, A, { [field]: field === 'ingressTLS' ? [] : {} })),
    `warning driver-ingress-tls-ignored ${FIRST}.${field}: ${field} is ignored here`,
  ]),
  [ingresses(ingress(65_536, A)), `error service-port-invalid ${FIRST}.servicePort: 65536 is no port`],
  [ingresses(ingress(0, A)), `error service-port-invalid ${FIRST}.servicePort: 0 is no port`],
  [
    { 'spec.sparkUIOptions': { servicePort: 0 } },
    'error service-port-invalid spec.sparkUIOptions.servicePort: 0 is no port',
  ],
  [{ 'spec.sparkUIOptions': { servicePort: 65_535 } }],
  [{ 'spec.sparkUIOptions': { servicePort: 1 } }],
]);
