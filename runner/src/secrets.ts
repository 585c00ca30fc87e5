import { redactor } from '../../lib/text/redact';
import { redactValue } from '../../lib/text/redact-value';
import { isSecretName } from '../../lib/text/secret-names';
import type { Connection } from './kubernetes';

type Connect = (context: string | undefined) => Promise<Connection>;

/** What no output may show: values of the environment, the token of the cluster, and what looks like a credential. */
export class Secrets {
  private readonly known: Set<string>;
  private clean: (text: string) => string;

  public constructor(environment: Readonly<Record<string, string | undefined>>) {
    const { LAKEFS_ACCESS_KEY_ID: id, LAKEFS_SECRET_ACCESS_KEY: secret } = environment;
    this.known = new Set(
      Object.entries(environment).flatMap(([name, value]) =>
        value !== undefined && value.length >= 6 && isSecretName(name) ? [value] : [],
      ),
    );
    const { ICEBERG_USERNAME: user, ICEBERG_PASSWORD: password } = environment;
    if (user && password) this.known.add(Buffer.from(`${user}:${password}`).toString('base64'));
    if (id && secret) this.known.add(Buffer.from(`${id}:${secret}`).toString('base64'));
    this.clean = redactor(this.known);
  }

  public hide(text: string): string {
    return this.clean(text);
  }

  public hideIn(value: object): unknown {
    return redactValue(value, this.clean);
  }

  /** The same connections; how they are let in is a secret from then on. */
  public learning(connect: Connect): Connect {
    return async (context) => {
      const connection = await connect(context);
      return {
        ...connection,
        requestOptions: async () => {
          const options = await connection.requestOptions();
          for (const [name, value] of Object.entries(options.headers ?? {})) {
            if (name.toLowerCase() === 'authorization') this.learn(String(value));
          }
          return options;
        },
      };
    };
  }

  private learn(authorization: string): void {
    const credential = authorization.slice(authorization.indexOf(' ') + 1);
    if (credential.length < 6 || this.known.has(credential)) return;
    this.known.add(credential);
    this.clean = redactor(this.known);
  }
}

/** One line of JSON that does nothing to a terminal or a CI system, and means the same. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]|##(?=[a-z]{0,20}\[)/giu, (text) =>
    Array.from(
      { length: text.length },
      (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
