const HIDDEN = '***';

/** Makes the values of variables that hold secrets unreadable, wherever they turn up. */
export function redactor(
  environment: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= 6 && /SECRET|PASSWORD|TOKEN|CREDENTIAL/i.test(name)
      ? [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]
      : [],
  );
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}

/** Hides what follows the name of a secret in a line that somebody else wrote. */
export function redactLog(line: string): string {
  return line
    .replace(
      /((?:secret|password|passwd|token|credential)[\w.-]*["']?\s*[=:]\s*["']?)(?!\$\{)[^\s"',]+/gi,
      `$1${HIDDEN}`,
    )
    .replace(/\b(Bearer|Basic) [\w+/=.~-]{8,}/g, `$1 ${HIDDEN}`);
}
