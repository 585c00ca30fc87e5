import type { Place } from './evidence';

/**
 * A failure that is known: how it shows, what it is, and what to do. In `cause` and `fix`, `{name}` stands for a group
 * of that name in a pattern; `{role}` is driver or executor.
 */
export interface KnownCause {
  readonly id: string;
  /** Of the causes of one topic only the first in this list is reported: the particular before the general. */
  readonly topic: string;
  readonly places: readonly Place[];
  /** Reads a line once: no part of it is longer than a bound, and none can give way to the part before it. */
  readonly pattern: RegExp;
  /** Must be found somewhere too. */
  readonly needs?: RegExp;
  /** Its groups are used if it is found somewhere. */
  readonly also?: RegExp;
  readonly cause: string;
  readonly fix: string;
}

const BUCKET = /s3[an]?:\/\/(?<bucket>[^/\s:]{1,255})/;

export const KNOWN_CAUSES: readonly KnownCause[] = [
  // Waiting for a place to run
  {
    id: 'not-enough-resources',
    topic: 'scheduling',
    places: ['pod', 'event'],
    pattern: /\b\d{1,9} Insufficient (?<resource>[\w./-]{1,255}(?<!\.))/,
    cause: 'no node has enough {resource} left for the {role}, so it waits',
    fix: 'ask for less {resource} (a pod needs its memory plus overhead, and coreRequest or cores), stop other jobs, or add nodes',
  },
  {
    id: 'no-matching-node',
    topic: 'scheduling',
    places: ['pod', 'event'],
    pattern: /didn't match Pod's node affinity\/selector|had untolerated taint/,
    cause: 'no node is allowed for the {role}: its node selector, affinity or tolerations fit none',
    fix: 'compare nodeSelector, affinity and tolerations of the {role} with `kubectl get nodes --show-labels`',
  },
  {
    id: 'volume-not-there',
    topic: 'scheduling',
    places: ['pod', 'event'],
    pattern:
      /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "(?<claim>[^"]{1,253})" not found/,
    cause: 'the {role} waits for a volume that is not there',
    fix: 'make the PersistentVolumeClaim in the same namespace, with a storage class that exists',
  },
  {
    id: 'quota-exceeded',
    topic: 'scheduling',
    places: ['status', 'pod', 'event', 'log'],
    pattern: /exceeded quota: (?<quota>[^\s,]{1,253})/,
    cause: 'the quota {quota} of the namespace leaves no room for the job',
    fix: 'ask for less, wait for other jobs, or raise the quota',
  },

  // Containers that cannot be started
  {
    id: 'image-not-pulled',
    topic: 'image',
    places: ['pod', 'event'],
    pattern: /ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|Failed to pull image/,
    also: /image "?(?<image>[^\s"]{1,500}(?<!:))"?/,
    cause: 'the image of the {role} cannot be pulled: {image}',
    fix: 'check name and tag, that the nodes reach the registry, and imagePullSecrets of the application',
  },
  {
    id: 'secret-key-missing',
    topic: 'configuration',
    places: ['pod', 'event'],
    pattern: /couldn't find key (?<key>\S{1,253}) in Secret (?<secret>\S{1,508})/,
    cause: 'Secret {secret} has no key {key}, which the {role} needs',
    fix: 'add the key {key} to the Secret, or name the key that it has in AccessKeys.fromSecret',
  },
  {
    id: 'secret-missing',
    topic: 'configuration',
    places: ['pod', 'event'],
    pattern: /secret "(?<secret>[^"]{1,253})" not found/,
    cause: 'Secret {secret}, which the {role} needs, is not in the namespace of the application',
    fix: 'make the Secret {secret} in that namespace (a Secret of another namespace does not count)',
  },
  {
    id: 'config-map-missing',
    topic: 'configuration',
    places: ['pod', 'event'],
    pattern: /configmap "(?<name>[^"]{1,253})" not found/,
    cause: 'ConfigMap {name}, which the {role} needs, is not in the namespace of the application',
    fix: 'make the ConfigMap {name} in that namespace',
  },
  {
    id: 'pod-security',
    topic: 'configuration',
    places: ['status', 'event', 'log'],
    pattern: /violates PodSecurity "(?<level>[^"]{1,100})"/,
    cause: 'the namespace enforces Pod Security {level}, which the pods of the job do not meet',
    fix: 'give driver and executor the securityContext that the message asks for (the defaults of SparkApplication meet restricted)',
  },

  // Submission by the operator
  {
    id: 'submissions-starve-each-other',
    topic: 'submission',
    places: ['status'],
    pattern: /timeout of \d{1,12} ms has been exceeded when getting a connection/,
    cause:
      'too many jobs were submitted at once: their submitting processes starved each other in the operator (it is no matter of rights, whatever the message says)',
    fix: 'start fewer at a time, lower controller.workers of the operator, give it more CPU, and set restartPolicy with onSubmissionFailureRetries',
  },
  {
    id: 'submit-out-of-memory',
    topic: 'submission',
    places: ['status'],
    pattern: /signal: killed/,
    cause: 'the operator had too little memory to submit the job: every submission starts a JVM',
    fix: 'raise the memory of the controller, or lower controller.workers',
  },
  {
    id: 'memory-unit',
    topic: 'submission',
    places: ['status'],
    pattern: /memory must be a positive number|Size must be specified as bytes/,
    cause: 'a memory size is written in a unit that Spark does not read, such as 2Gi',
    fix: 'write 2g or 2048m',
  },
  {
    id: 'main-class-missing',
    topic: 'submission',
    places: ['status', 'log'],
    pattern: /Failed to get main class in JAR|Failed to load class (?<name>\S{1,500})/,
    cause: 'the main class of the JAR is not given or not in it',
    fix: 'set mainClass of the application to a class in the JAR',
  },
  {
    id: 'ivy-not-writable',
    topic: 'dependencies',
    places: ['status', 'log'],
    pattern:
      /\.ivy2.{0,300}?(?:No such file|Read-only|Permission denied|does not exist)|FileNotFoundException: \S{0,300}?\.ivy2|basedir must be absolute: \S{0,300}?ivy2/,
    cause: 'deps.packages are fetched to a home folder that cannot be written',
    fix: 'set spark.jars.ivy to /tmp/.ivy2, or better build the packages into the image',
  },
  {
    id: 'package-not-found',
    topic: 'dependencies',
    places: ['status', 'log'],
    pattern:
      /unresolved dependency: (?<coordinate>[^\s;,]{1,300})|Server access error at url (?<url>\S{1,500})/,
    cause: 'a package of deps.packages cannot be fetched: {coordinate}{url}',
    fix: 'check the coordinates and that operator and driver reach the repository, or build the package into the image',
  },
  {
    id: 's3a-jars-missing',
    topic: 'dependencies',
    places: ['status', 'log'],
    pattern: /Class org\.apache\.hadoop\.fs\.s3a\.S3AFileSystem not found/,
    cause: 'S3A is not in the image',
    fix: 'take an image with hadoop-aws of the version of its Hadoop, or add it to deps.packages; files in deps are read by the operator, so keep those off s3a',
  },
  {
    id: 'java-too-old',
    topic: 'dependencies',
    places: ['status', 'log'],
    pattern: /UnsupportedClassVersionError: (?<name>\S{1,500})/,
    cause: 'a JAR needs a newer Java than the image has',
    fix: 'take an image with that Java, or an older release of the JAR',
  },
  {
    id: 'versions-do-not-fit',
    topic: 'dependencies',
    places: ['log'],
    pattern: /(?:NoSuchMethodError|NoClassDefFoundError):? '?(?<name>(?!.{0,300}?[sS]nappy)\S{1,500})/,
    cause: 'two JARs are of versions that do not fit together: {name} is missing',
    fix: 'take hadoop-aws of the version of the Hadoop in the image, and the iceberg-spark-runtime of its Spark and Scala (SparkRuntime does)',
  },

  // Rights of the driver
  {
    id: 'driver-lacks-rights',
    topic: 'identity',
    places: ['status', 'log'],
    pattern:
      /is forbidden: User "(?<user>[^"]{1,300})" cannot (?<verb>\w{1,30}) resource "(?<resource>[^"]{1,253})"/,
    cause: 'the account {user} may not {verb} {resource}',
    fix: 'bind the account to a Role with the rights of a driver in its namespace (SparkServiceAccount makes both)',
  },
  {
    id: 'driver-without-token',
    topic: 'identity',
    places: ['status', 'log'],
    pattern: /PKIX path building failed/,
    needs: /External scheduler cannot be instantiated|kubernetes\.default\.svc/,
    cause: 'the driver has no token of its account, so it cannot talk to Kubernetes',
    fix: 'set automountServiceAccountToken to true on the account of the driver',
  },

  // Storage and catalogs
  {
    id: 'variable-not-set',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /(?:URISyntaxException|Illegal character).{0,500}?\$\{env\.(?<variable>\w{1,200})\}/,
    cause: 'the variable {variable} is not set on the {role}',
    fix: 'give driver and executor the variable {variable} (the features of an application add it to both)',
  },
  {
    id: 's3-secret-key-wrong',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /SignatureDoesNotMatch/,
    also: BUCKET,
    cause: 'the secret key for bucket {bucket} is wrong',
    fix: 'put the right secret key into the Secret of that store and run again',
  },
  {
    id: 's3-access-key-unknown',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /InvalidAccessKeyId/,
    also: BUCKET,
    cause: 'the store of bucket {bucket} does not know the access key id',
    fix: 'put the right access key id into the Secret of that store; if it is right, the bucket is looked for at the wrong endpoint',
  },
  {
    id: 'bucket-missing',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /NoSuchBucket|UnknownStoreException|The specified bucket does not exist/,
    also: BUCKET,
    cause: 'the bucket or lakeFS repository {bucket} does not exist',
    fix: 'make it, or correct the name in the configuration of the job',
  },
  {
    id: 'branch-missing',
    topic: 'storage',
    places: ['status', 'log'],
    pattern:
      /s3a:\/\/(?<bucket>[^/\s]{1,255})\/(?<branch>[^/\s:]{1,255})[/\s:].{0,500}?(?:Bad ?Request|\b400\b)/,
    cause:
      'lakeFS refuses {bucket}/{branch} without a reason: the branch does not exist, or the access key id is empty or malformed',
    fix: 'make the branch {branch} (the run command does), and check LAKEFS_ACCESS_KEY_ID in its Secret',
  },
  {
    id: 'executors-without-credentials',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /Lost task.{0,500}?(?:AccessDeniedException|403)/,
    also: BUCKET,
    cause:
      'the executors may not read or write bucket {bucket}, although the driver may: they lack its variables',
    fix: 'give the executors the same credential variables as the driver (the features of an application add them to both)',
  },
  {
    id: 'access-denied',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /AccessDenied|(?:Status Code: |\s)403\b.{0,300}?Forbidden|403 Forbidden/,
    also: BUCKET,
    cause: 'bucket {bucket} refuses the credentials of the job',
    fix: 'check the Secret of that store (lakeFS: lakefs-credentials) and the rights of its key',
  },
  {
    id: 'path-missing',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /\[PATH_NOT_FOUND\] Path does not exist: (?<path>\S{1,500})/,
    cause: 'there is nothing at {path}',
    fix: 'check bucket and prefix in the arguments of the job, and that the data was loaded',
  },
  {
    id: 'no-tables-in-path',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /UNABLE_TO_INFER_SCHEMA/,
    cause: 'the folder that is read holds no Parquet files itself: Spark does not descend into sub-folders',
    fix: 'read each table folder, or set recursiveFileLookup',
  },
  {
    id: 'catalog-not-served',
    topic: 'storage',
    places: ['status', 'log'],
    pattern:
      /RESTException: Unable to process.{0,500}?(?:invalid API endpoint|Not Implemented)|UnsupportedOperationException: Not Implemented/,
    cause: 'the server has no Iceberg REST catalog at this address; open-source lakeFS has none at all',
    fix: 'use LakeFs.catalog for open-source lakeFS, or LakeFs.restCatalog for Enterprise and Cloud',
  },
  {
    id: 'mount-missing',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /Failed to get file system for path: viewfs|Empty Mount table/,
    cause: 'the job does not mount the branch on which its tables are',
    fix: 'add the catalog to the application with LakeFs.catalog; a branch there must be a literal, not a variable',
  },
  {
    id: 'table-file-missing',
    topic: 'storage',
    places: ['status', 'log'],
    pattern: /Failed to open input stream for file: (?<path>s3a:\/\/\S{1,500})/,
    cause:
      'a table points to {path}, which is gone: probably the branch of the run that wrote it was deleted',
    fix: 'restore that branch if lakeFS still has it, and move to a catalog whose address has no branch (LakeFs.catalog)',
  },
  {
    id: 'connection-refused',
    topic: 'network',
    places: ['status', 'log'],
    pattern:
      /Connect to (?<host>[\w.-]{1,253}:\d{1,5}).{0,300}?Connection refused|Connection refused.{0,300}?(?<![\w.-])(?<host2>[\w.-]{1,253}:\d{1,5})/,
    cause: 'nobody listens at {host}{host2}',
    fix: 'check host and port of the endpoint, and that the server runs',
  },
  {
    id: 'unknown-host',
    topic: 'network',
    places: ['status', 'log'],
    pattern: /UnknownHostException: (?<host>[\w.-]{1,253})/,
    cause: 'the host {host} is not known in the cluster',
    fix: 'check the endpoint and its namespace (name.namespace); a bucket before the host name means that path-style access is off',
  },
  {
    id: 'connection-timed-out',
    topic: 'network',
    places: ['status', 'log'],
    pattern:
      /(?:Connect to (?<host>[\w.-]{1,253}:\d{1,5})|ConnectTimeoutException|SocketTimeoutException).{0,300}?timed out/i,
    cause: 'the server {host} does not answer',
    fix: 'check the endpoint, network policies between the namespaces, and the load of the server',
  },
  {
    id: 'untrusted-certificate',
    topic: 'network',
    places: ['status', 'log'],
    pattern: /PKIX path building failed/,
    cause: 'the driver does not trust the certificate of a server that it talks to',
    fix: 'put the certificate authority into the trust store of the image, or correct http and https in the endpoint',
  },
  {
    id: 'driver-silent',
    topic: 'network',
    places: ['state'],
    pattern: /driver silent for (?<seconds>\d{1,15}) s/,
    cause:
      'the driver has logged nothing for {seconds} s; S3A retries a server that it cannot reach in silence, for up to a quarter of an hour',
    fix: 'check host and port of the endpoints; set fs.s3a.attempts.maximum=3, retry.limit=3 and connection.establish.timeout=5000 to hear of it in a minute (buckets of S3Store do)',
  },

  // Memory
  {
    id: 'out-of-memory',
    topic: 'memory',
    places: ['status', 'pod'],
    pattern: /driver container failed with ExitCode: 137|exit code 137 OOMKilled/,
    cause: 'the {role} used more memory than its pod has and was killed',
    fix: 'raise memoryOverhead or memory of the {role}; collect less to the driver',
  },
  {
    id: 'python-worker-died',
    topic: 'memory',
    places: ['status', 'log'],
    pattern: /Python worker exited unexpectedly/,
    cause:
      'a Python worker of an executor was killed, most likely for its memory: it lives in the overhead, and its pod does not show it',
    fix: 'raise memoryOverheadFactor or memoryOverhead of the executor, or give it fewer cores so that fewer workers share it',
  },
  {
    id: 'heap-exhausted',
    topic: 'memory',
    places: ['status', 'log'],
    pattern: /OutOfMemoryError: (?<what>Java heap space|GC overhead limit exceeded)/,
    cause: 'the heap of the {role} is too small',
    fix: 'raise memory of the {role}, or split the data into more partitions',
  },
  {
    id: 'memory-too-small',
    topic: 'memory',
    places: ['status', 'log'],
    pattern: /(?:System|Executor) memory \d{1,20} must be at least \d/,
    cause: 'the {role} has less memory than Spark needs to start',
    fix: 'give it at least 512m',
  },
  {
    id: 'limit-below-request',
    topic: 'memory',
    places: ['status', 'event', 'log'],
    pattern: /must be less than or equal to (?<resource>memory|cpu) limit/,
    cause: 'the limit for {resource} is lower than what the pod asks for, so every pod is refused',
    fix: 'raise memoryLimit or coreLimit above memory plus overhead or cores',
  },

  // Files
  {
    id: 'read-only-root',
    topic: 'files',
    places: ['status', 'log'],
    pattern: /Failed to create a temp directory|no snappyjava in java\.library\.path|Read-only file system/,
    cause: 'the root of the containers is read-only and a folder that Spark writes to is not mounted',
    fix: 'mount an emptyDir at /tmp on driver and executor, and at /opt/spark/work-dir when deps are used',
  },
  {
    id: 'main-file-missing',
    topic: 'files',
    places: ['status', 'log'],
    pattern: /can't open file '(?<file>[^']{1,500})'|File file:(?<path>\S{1,500}) does not exist/,
    cause: 'the file {file}{path} is not in the image',
    fix: 'check mainApplicationFile against the image; a volume mounted over its folder hides it',
  },

  // The operator, and the shape of the job
  {
    id: 'operator-does-not-see-it',
    topic: 'operator',
    places: ['state'],
    pattern: /^NEW for (?<seconds>[3-9]\d|\d{3,15}) s/,
    cause: 'no operator has touched the application in {seconds} s',
    fix: 'check that the operator runs and that the namespace is among its jobNamespaces',
  },
  {
    id: 'suspended',
    topic: 'operator',
    places: ['state'],
    pattern: /^SUSPENDED/,
    cause: 'the application is suspended: somebody or a queue keeps it from running',
    fix: 'set spec.suspend to false, or wait for the queue',
  },
  {
    id: 'dynamic-allocation-needs-tracking',
    topic: 'operator',
    places: ['status', 'log'],
    pattern: /Dynamic allocation of executors requires|initial executor number \d{1,10} must between min/,
    cause: 'the settings of dynamic allocation contradict each other',
    fix: 'leave shuffleTrackingEnabled on, keep minExecutors <= initialExecutors <= maxExecutors, and omit executor.instances',
  },
  {
    id: 'job-not-configured',
    topic: 'job',
    places: ['status', 'log'],
    pattern: /the job is not configured/,
    cause:
      'the job found its variables or arguments incomplete before it began; the lines after it in the log say which',
    fix: 'correct what it names',
  },
];

/** When nothing else is found: what the job itself said last. */
export const LAST_RESORTS: readonly KnownCause[] = [
  {
    id: 'job-raised',
    topic: 'job',
    places: ['log'],
    pattern: /^(?<error>[\w$.]{0,300}(?:Error|Exception|Interrupt|Exit)): (?<message>.{1,1500})/,
    cause: 'the job ended with {error}: {message}',
    fix: 'read the log of the driver above that line',
  },
  {
    id: 'job-exit-code',
    topic: 'job',
    places: ['status', 'pod'],
    pattern: /[eE]xit ?[cC]ode:? (?<code>\d{1,10})/,
    cause: 'the {role} ended with exit code {code}, and nothing that is known stands in its log',
    fix: 'read the log of the driver',
  },
  {
    id: 'waiting-for-executors',
    topic: 'scheduling',
    places: ['log'],
    pattern: /Initial job has not accepted any resources/,
    cause: 'the driver waits for its first executor',
    fix: 'look at the executor pods; if there are none, look at the log of the driver for a refusal',
  },
];
