import { compareVersions, knownLine } from './spark-version';
import { text } from './plain';
import type { Workload } from './workload';
import { SPARK_LINES } from '../versions';

/** Classes that not every Hadoop can load. */
interface Versioned {
  readonly pattern: RegExp;
  /** First version of Hadoop. */
  readonly from?: string;
  /** First version of Hadoop without it. */
  readonly until?: string;
  /** What this is about. */
  readonly what: string;
}

const CLASSES: readonly Versioned[] = [
  {
    pattern: /^com\.amazonaws\./,
    until: '3.4.0',
    what: 'a class of the AWS SDK v1, which hadoop-aws no longer brings',
  },
  { pattern: /^software\.amazon\.awssdk\./, from: '3.4.0', what: 'a class of the AWS SDK v2' },
  {
    pattern: /^org\.apache\.hadoop\.fs\.azurebfs\.oauth2\.WorkloadIdentityTokenProvider$/,
    from: '3.4.1',
    what: 'a class of later versions',
  },
];

/** Names of the AWS SDK v1 that S3A of Hadoop 3.4 takes for the classes that replace them. */
const REMAPPED = new Set([
  'com.amazonaws.auth.AnonymousAWSCredentials',
  'com.amazonaws.auth.EC2ContainerCredentialsProviderWrapper',
  'com.amazonaws.auth.InstanceProfileCredentialsProvider',
  'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
  'com.amazonaws.auth.profile.ProfileCredentialsProvider',
]);

const AWS_V2 = 'software.amazon.awssdk.auth.credentials';

/** The class of the same use in the other version of the AWS SDK. */
const SUCCESSORS: readonly (readonly [v1: string, v2: string])[] = [
  [
    'com.amazonaws.auth.WebIdentityTokenCredentialsProvider',
    `${AWS_V2}.WebIdentityTokenFileCredentialsProvider`,
  ],
  ['com.amazonaws.auth.DefaultAWSCredentialsProviderChain', `${AWS_V2}.DefaultCredentialsProvider`],
  [
    'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
    `${AWS_V2}.EnvironmentVariableCredentialsProvider`,
  ],
  ['com.amazonaws.auth.InstanceProfileCredentialsProvider', `${AWS_V2}.InstanceProfileCredentialsProvider`],
  ['com.amazonaws.auth.profile.ProfileCredentialsProvider', `${AWS_V2}.ProfileCredentialsProvider`],
];

/** Why a class cannot be loaded. */
export interface Misfit {
  /** What is wrong with it. */
  readonly message: string;
  /** The class to use instead, where there is one. */
  readonly instead: string | undefined;
}

/** The version of Hadoop that a Spark distribution of this version carries; undefined when it is not known. */
export function hadoopOf({ spec }: Workload): string | undefined {
  const line = knownLine(text(spec.sparkVersion) ?? '');
  return line === undefined ? undefined : SPARK_LINES[line].hadoop;
}

/** Why a class that a Hadoop client is to load is not there; undefined when it is, as far as is known. */
export function misfit(name: string, hadoop: string): Misfit | undefined {
  const found = CLASSES.find(({ pattern }) => pattern.test(name));
  if (found === undefined) return undefined;
  const isLate = found.from !== undefined && compareVersions(hadoop, found.from) < 0;
  const isGone =
    found.until !== undefined && compareVersions(hadoop, found.until) >= 0 && !REMAPPED.has(name);
  if (!isLate && !isGone) return undefined;
  const pair = SUCCESSORS.find((classes) => classes.includes(name));
  return {
    message: `${name} is ${found.what}; this is Hadoop ${hadoop}`,
    instead: pair === undefined ? undefined : pair[isGone ? 1 : 0],
  };
}

/** Names of signers of the AWS SDK v1 that S3A of Hadoop 3.4 does not know. */
export const GONE_SIGNERS = new Set(['QueryStringSignerType', 'S3SignerType', 'AWS3SignerType']);
