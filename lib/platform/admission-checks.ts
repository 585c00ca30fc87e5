import { DEFAULT_ACCOUNT, type Allowed } from './allowed';
import { celText, celTexts, imagePattern, type Check } from './cel';

/** Settings that say once more, past the fields, what a pod runs and as whom. */
export const SETTINGS =
  '^spark[.]kubernetes[.](authenticate[.]|((driver|executor)[.])?container[.]image($|=)|' +
  '(driver|executor)[.](podTemplate|volumes[.]hostPath[.]))';

/** Values that later expressions of a policy use, by name. */
export type Variables = Readonly<Record<string, string>>;

/** Expressions over applications; `spec` is where their specification stands. */
export function applicationVariables(spec: string, { images }: Allowed): Variables {
  const others = ['driver', 'executor'].flatMap((role) =>
    ['initContainers', 'sidecars'].map((field) => `variables.${role}.?${field}.orValue([])`),
  );
  return {
    spec,
    driver: 'variables.spec.?driver.orValue({})',
    executor: 'variables.spec.?executor.orValue({})',
    others: others.join(' + '),
    images:
      '[?variables.spec.?image, ?variables.driver.?image, ?variables.executor.?image] + ' +
      "variables.others.map(c, c.?image.orValue(''))",
    refusedImages: refusedImages(images),
    refusedSettings: `variables.spec.?sparkConf.orValue({}).filter(key, key.matches(${celText(SETTINGS)}))`,
    driverAccount: `variables.driver.?serviceAccount.orValue(${celText(DEFAULT_ACCOUNT)})`,
    executorAccount: 'variables.executor.?serviceAccount.orValue(variables.driverAccount)',
  };
}

/** What is refused of an application. */
export function applicationChecks({ drivers, executors, images }: Allowed): Check[] {
  const pods = '[variables.driver, variables.executor]';
  return [
    {
      holds: "variables.spec.?mode.orValue('cluster') == 'cluster'",
      problem: "'mode is ' + variables.spec.mode + '; allowed is cluster'",
    },
    {
      holds: `variables.driverAccount in ${celTexts(drivers)}`,
      problem: `'driver.serviceAccount is ' + variables.driverAccount + ${celText(`; allowed: ${drivers.join(', ')}`)}`,
    },
    {
      holds: `variables.executorAccount in ${celTexts(executors)}`,
      problem: `'executor.serviceAccount is ' + variables.executorAccount + ${celText(`; allowed: ${executors.join(', ')}`)}`,
    },
    imagesAre(images),
    noHostPath('variables.spec'),
    {
      holds: `!${pods}.exists(pod, has(pod.template))`,
      problem: "'driver or executor has a pod template; say it in their fields'",
    },
    {
      holds: `!${pods}.exists(pod, pod.?hostNetwork.orValue(false))`,
      problem: "'driver or executor has hostNetwork; leave it out'",
    },
    nonePrivileged(`(${pods} + variables.others)`),
    {
      holds: 'size(variables.refusedSettings) == 0',
      problem:
        "'sparkConf has ' + variables.refusedSettings.join(', ') + '; say it in the fields of the application'",
    },
  ];
}

/** Expressions over pods that the operator makes as drivers, or drivers make as executors. */
export function podVariables({ drivers, executors, images }: Allowed, operator: string): Variables {
  return {
    containers: 'object.spec.containers + object.spec.?initContainers.orValue([])',
    images: "variables.containers.map(c, c.?image.orValue(''))",
    refusedImages: refusedImages(images),
    account: `object.spec.?serviceAccountName.orValue(${celText(DEFAULT_ACCOUNT)})`,
    accounts: `request.userInfo.username == ${celText(operator)} ? ${celTexts(drivers)} : ${celTexts(executors)}`,
  };
}

/** What is refused of such a pod. */
export function podChecks({ images }: Allowed): Check[] {
  return [
    {
      holds: 'variables.account in variables.accounts',
      problem: "'serviceAccountName is ' + variables.account + '; allowed: ' + variables.accounts.join(', ')",
    },
    imagesAre(images),
    noHostPath('object.spec'),
    {
      holds:
        '![object.spec.?hostNetwork, object.spec.?hostPID, object.spec.?hostIPC].exists(h, h.orValue(false))',
      problem: "'it has hostNetwork, hostPID or hostIPC; leave them out'",
    },
    nonePrivileged('variables.containers'),
  ];
}

function refusedImages(allowed: readonly string[]): string {
  return `variables.images.filter(image, !image.matches(${celText(imagePattern(allowed))}))`;
}

function imagesAre(allowed: readonly string[]): Check {
  return {
    holds: 'size(variables.refusedImages) == 0',
    problem: `'image ' + variables.refusedImages.join(', ') + ${celText(` is not allowed; allowed: ${allowed.join(', ')}`)}`,
  };
}

function noHostPath(spec: string): Check {
  return {
    holds: `!${spec}.?volumes.orValue([]).exists(v, has(v.hostPath))`,
    problem: "'volumes has a hostPath; take another volume'",
  };
}

function nonePrivileged(containers: string): Check {
  return {
    holds: `!${containers}.exists(c, c.?securityContext.?privileged.orValue(false))`,
    problem: "'a container is privileged; leave it out'",
  };
}
