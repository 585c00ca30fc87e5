/** What the fields of pods are for that cdk8s-plus does not have, by type and field; '' is the type itself. */
export const NEWER_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AppArmorProfile: {
    '': 'The AppArmor profile that confines a container (Kubernetes 1.30).',
    type: '`RuntimeDefault`, `Localhost` or `Unconfined`.',
    localhostProfile: 'Name of a profile that is loaded on the node, for the type `Localhost` alone.',
  },
  ClusterTrustBundleProjection: {
    '': 'Certificates that the cluster trusts, as a file (Kubernetes 1.29, alpha).',
    name: 'One bundle, by its name; or else `signerName`.',
    signerName: 'All bundles of a signer; or else `name`.',
    labelSelector: 'Which bundles of the signer.',
    path: 'Path of the file in the volume.',
    optional: 'Whether the pod may start without the bundle.',
  },
  Container: {
    restartPolicyRules: 'When a container is started again, by its exit code (Kubernetes 1.34, alpha).',
  },
  ContainerRestartRule: {
    '': 'One rule of when a container is started again (Kubernetes 1.34, alpha).',
    action: '`Restart`.',
    exitCodes: 'The exit codes that it is about.',
  },
  ContainerRestartRuleOnExitCodes: {
    '': 'Exit codes of a container.',
    operator: '`In` or `NotIn`.',
    values: 'The codes.',
  },
  EnvVarSource: {
    fileKeyRef: 'A variable from a file that another container has written (Kubernetes 1.34, alpha).',
  },
  EphemeralContainer: { restartPolicyRules: 'Not for ephemeral containers: the API server refuses it.' },
  FileKeySelector: {
    '': 'One variable of a file in a volume (Kubernetes 1.34, alpha).',
    volumeName: 'The volume.',
    path: 'Path of the file in the volume.',
    key: 'Name of the variable in the file.',
    optional: 'Whether the container may start without it.',
  },
  ImageVolumeSource: {
    '': 'The files of an image (Kubernetes 1.33).',
    reference: 'The image.',
    pullPolicy: '`Always`, `Never` or `IfNotPresent`.',
  },
  Lifecycle: {
    stopSignal:
      'Signal that stops the container, where the pod names its operating system (Kubernetes 1.33).',
  },
  LifecycleHandler: { sleep: 'Waiting (Kubernetes 1.30).' },
  PersistentVolumeClaimSpec: {
    volumeAttributesClassName: 'Class of the attributes of the volume (Kubernetes 1.31).',
  },
  PodAffinityTerm: {
    matchLabelKeys: 'Labels whose value must be that of the new pod itself (Kubernetes 1.31).',
    mismatchLabelKeys: 'Labels whose value must not be that of the new pod itself (Kubernetes 1.31).',
  },
  PodCertificateProjection: {
    '': 'A key and a certificate of the pod itself (Kubernetes 1.34, alpha).',
    signerName: 'Who signs.',
    keyType: '`RSA3072`, `RSA4096`, `ECDSAP256`, `ECDSAP384`, `ECDSAP521` or `ED25519`.',
    credentialBundlePath: 'Path of one file with key and certificates; or else the two below.',
    keyPath: 'Path of the file of the key.',
    certificateChainPath: 'Path of the file of the certificates.',
    maxExpirationSeconds: 'Seconds for which a certificate may be good, at least 3600.',
  },
  PodResourceClaim: {
    resourceClaimName: 'A claim that exists; or else the template.',
    resourceClaimTemplateName: 'A template that a claim of the pod is made from.',
  },
  PodSecurityContext: {
    appArmorProfile: 'AppArmor profile of all containers (Kubernetes 1.30).',
    seLinuxChangePolicy:
      '`MountOption` or `Recursive`: how volumes get their SELinux label (Kubernetes 1.32).',
    supplementalGroupsPolicy: '`Merge` or `Strict`: whether groups of the image count too (Kubernetes 1.31).',
  },
  PodSpec: {
    hostnameOverride: 'Name of the host, a DNS name of at most 64 characters (Kubernetes 1.34, alpha).',
    resources: 'Resources of the pod as a whole (Kubernetes 1.34).',
  },
  ResourceClaim: { request: 'One request of the claim (Kubernetes 1.31).' },
  SecurityContext: { appArmorProfile: 'AppArmor profile of the container (Kubernetes 1.30).' },
  SleepAction: { '': 'A pause before the container stops.', seconds: 'How long.' },
  Volume: { image: 'An image, whose files it has (Kubernetes 1.33).' },
  VolumeMount: {
    recursiveReadOnly:
      '`Disabled`, `IfPossible` or `Enabled`: whether mounts below are read-only too (Kubernetes 1.33).',
  },
  VolumeProjection: {
    clusterTrustBundle: 'Certificates that the cluster trusts (Kubernetes 1.29, alpha).',
    podCertificate: 'A key and a certificate of the pod itself (Kubernetes 1.34, alpha).',
  },
};
