import { finds } from '../harness';

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
