import { Duration } from 'cdk8s';
import { PodIdentity } from '../../lib';

const ROLE = 'arn:aws:iam::111122223333:role/spark';
const ID = '11111111-2222-3333-4444-555555555555';

describe('PodIdentity', () => {
  it.each<[() => PodIdentity, object]>([
    [() => PodIdentity.irsa(ROLE), { 'eks.amazonaws.com/role-arn': ROLE }],
    [
      () =>
        PodIdentity.irsa(ROLE, { audience: 'sts.amazonaws.com.cn', tokenExpiration: Duration.minutes(10) }),
      {
        'eks.amazonaws.com/role-arn': ROLE,
        'eks.amazonaws.com/audience': 'sts.amazonaws.com.cn',
        'eks.amazonaws.com/token-expiration': '600',
      },
    ],
    [() => PodIdentity.eksPodIdentity(), {}],
    [
      () => PodIdentity.webIdentity({ roleArn: 'arn:minio:iam:::role/dummy-internal', audience: 'minio' }),
      {},
    ],
    [() => PodIdentity.gkeWorkloadIdentity(), {}],
    [
      () => PodIdentity.gkeWorkloadIdentity('spark@project.iam.gserviceaccount.com'),
      { 'iam.gke.io/gcp-service-account': 'spark@project.iam.gserviceaccount.com' },
    ],
    [() => PodIdentity.azureWorkloadIdentity({ clientId: ID }), { 'azure.workload.identity/client-id': ID }],
    [
      () => PodIdentity.azureWorkloadIdentity({ clientId: ID, tenantId: ID }),
      { 'azure.workload.identity/client-id': ID, 'azure.workload.identity/tenant-id': ID },
    ],
  ])('annotates accounts: %#', (make, annotations) => {
    expect(make().annotations).toEqual(annotations);
  });

  it('fails for a role that no SDK takes', () => {
    expect(() => PodIdentity.irsa('spark')).toThrow('IRSA: roleArn is "spark"; it must be');
    // The SDKs want 20 characters.
    expect(() => PodIdentity.irsa('arn:minio:iam:::role')).toThrow('the ARN of a role');
    expect(() => PodIdentity.irsa('arn:aws:iam::1:role/')).toThrow('the ARN of a role');
    expect(() => PodIdentity.irsa('arn:aws:iam::1:role/a')).not.toThrow();
  });

  it('fails for a token of less than 10 minutes', () => {
    expect(() => PodIdentity.irsa(ROLE, { tokenExpiration: Duration.seconds(599) })).toThrow(
      'tokenExpiration is 9 minutes 59 seconds; Kubernetes gives no token for less than 10 minutes',
    );
  });

  it('fails for a web identity with all problems at once', () => {
    expect(() =>
      PodIdentity.webIdentity({
        roleArn: 'x',
        audience: 'a b',
        stsEndpoint: 'minio:9000',
        tokenExpiration: Duration.minutes(9),
      }),
    ).toThrow(
      /web identity: roleArn is "x"; .*audience is "a b"; .*stsEndpoint must be http:\/\/ or https:\/\/.*tokenExpiration is 9 minutes/,
    );
  });

  it('fails for names that a cloud cannot have', () => {
    expect(() => PodIdentity.gkeWorkloadIdentity('spark')).toThrow(
      'GKE Workload Identity: serviceAccount is "spark"; it must be the address of a service account of Google',
    );
    expect(() => PodIdentity.azureWorkloadIdentity({ clientId: 'x', tenantId: 'y' })).toThrow(
      'Azure Workload Identity: clientId is "x"; it must be an id of Azure',
    );
    expect(() => PodIdentity.irsa(ROLE, { audience: '' })).toThrow('audience is ""; it must be');
  });
});
