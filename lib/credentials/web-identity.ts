import { AWS_VARIABLES } from '../manifest/cloud-identity';
import type { PodAccess } from './pod-access';

const VOLUME = 'sts-token';
const FOLDER = '/var/run/secrets/sts';
const REGIONS_ANNOTATION = 'cdk8s-spark-operator/sts-regions';
const REGIONS_FOLDER = '/var/run/secrets/sts-regions';

/** A token for an STS, and what the SDKs want to know of it. */
export interface WebIdentityToken {
  /** The role. */
  readonly roleArn: string;
  /** The audience of the token. */
  readonly audience: string;
  /** Seconds that it is valid. */
  readonly expiration: number;
  /** Region of the STS. */
  readonly region: string;
  /** Where an STS of one's own answers. */
  readonly stsEndpoint: string | undefined;
}

/** The token in driver and executors, without a webhook of a cloud. User 185 can read it in every layout of users. */
export function webIdentityAccess(token: WebIdentityToken): PodAccess {
  const { roleArn, audience, expiration, region, stsEndpoint } = token;
  const serviceAccountToken = { audience, expirationSeconds: expiration, path: 'token' };
  return {
    env: [
      { name: AWS_VARIABLES.region, value: region },
      { name: AWS_VARIABLES.roleArn, value: roleArn },
      { name: AWS_VARIABLES.tokenFile, value: `${FOLDER}/token` },
      ...(stsEndpoint === undefined ? [] : [{ name: AWS_VARIABLES.stsEndpoint, value: stsEndpoint }]),
    ],
    volumes: [{ name: VOLUME, projected: { sources: [{ serviceAccountToken }] } }],
    pods: { volumeMounts: [{ name: VOLUME, mountPath: FOLDER, readOnly: true }] },
  };
}

/**
 * The STS for the first generation of the SDK, which reads no variable: a file of regions, from an annotation of the pod.
 * It replaces all regions that the SDK knows; S3A asks its own endpoint as before.
 */
export function regionsFile(region: string, stsEndpoint: string): PodAccess {
  const host = stsEndpoint.replace('https://', '');
  const service = `<ServiceName>sts</ServiceName><Http>false</Http><Https>true</Https><Hostname>${host}</Hostname>`;
  const text =
    `<XML><Regions><Region><Name>${region}</Name><Domain>amazonaws.com</Domain>` +
    `<Endpoint>${service}</Endpoint></Region></Regions></XML>`;
  const fieldRef = { fieldPath: `metadata.annotations['${REGIONS_ANNOTATION}']` };
  return {
    // Without it the SDK says "No region provided".
    env: [{ name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' }],
    volumes: [{ name: 'sts-regions', downwardApi: { items: [{ path: 'regions.xml', fieldRef }] } }],
    pods: {
      annotations: { [REGIONS_ANNOTATION]: text },
      javaOptions: `-Dcom.amazonaws.regions.RegionUtils.fileOverride=${REGIONS_FOLDER}/regions.xml`,
      volumeMounts: [{ name: 'sts-regions', mountPath: REGIONS_FOLDER, readOnly: true }],
    },
  };
}
