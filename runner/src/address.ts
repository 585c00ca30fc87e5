import { RunnerError } from './outcome';

const NO_STEP: readonly string[] = ['', '.', '..'];
/** Half a character, which no address can hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The only place where an address is put together: each step and each value is encoded, so that a text from outside
 * stays the step that it is and leads nowhere else.
 *
 * @param root address of the server, perhaps with a path
 * @throws RunnerError `refused` for a root that is none, and for a step that is empty or leads up
 */
export function address(
  root: string,
  steps: readonly string[],
  query: Readonly<Record<string, string>> = {},
): URL {
  const url = rootOf(root);
  const wrong = steps.filter((step) => NO_STEP.includes(step) || LONE_SURROGATE.test(step));
  if (wrong.length > 0) {
    throw new RunnerError(
      'refused',
      `an address below ${url.origin} cannot have the step ${wrong.map((step) => JSON.stringify(step)).join(', ')}; ` +
        'a name is missing, or is none',
    );
  }
  const base = url.pathname.split('/').filter((step) => step !== '');
  url.pathname = [...base, ...steps.map(encodeURIComponent)].join('/');
  url.search = new URLSearchParams(query).toString();
  return url;
}

/** The root of a server. Its text is not repeated: it may hold what it must not. */
function rootOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem =
    url === undefined || !['http:', 'https:'].includes(url.protocol)
      ? 'is no http or https address'
      : url.username !== '' || url.password !== ''
        ? 'holds a user or a password, which belong into variables or KUBECONFIG'
        : url.search !== '' || url.hash !== ''
          ? 'has a query or a fragment'
          : undefined;
  if (url !== undefined && problem === undefined) return url;
  throw new RunnerError(
    'refused',
    `the address of a server ${problem ?? ''}; give one such as http://lakefs:8000`,
  );
}
