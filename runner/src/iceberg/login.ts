import { address } from '../address';
import { messageOf, send } from '../http';
import { RunnerError } from '../outcome';
import type { Pace } from '../pace';
import { shape } from '../shapes';

/** How the runner proves to a catalog who it is. */
export interface CatalogLogin {
  /** Variables that say so, for people. */
  readonly variables: string;
  headers(pace: Pace): Promise<Record<string, string>>;
  /** Whether what was shown can be had anew, which it then is. */
  forget(): boolean;
}

export interface OAuth2Client {
  readonly id: string;
  readonly secret: string;
  readonly tokenUrl: string;
  readonly scope?: string;
}

const TOKEN = shape<{ readonly access_token: string }>('token', {
  type: 'object',
  required: ['access_token'],
  properties: { access_token: { type: 'string', pattern: '^[!-~]{1,16384}$' } },
});

/** A header that stays as it is, or none. */
export function fixedLogin(variables: string, authorization?: string): CatalogLogin {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return {
    variables,
    headers: () => Promise.resolve(headers),
    forget: () => false,
  };
}

/** A token that an OAuth 2 server issues to a client. */
export class OAuth2Login implements CatalogLogin {
  public readonly variables = 'ICEBERG_CLIENT_ID and ICEBERG_CLIENT_SECRET';
  private token: string | undefined;

  public constructor(private readonly client: OAuth2Client) {}

  public async headers(pace: Pace): Promise<Record<string, string>> {
    this.token ??= await this.issue(pace);
    return { authorization: `Bearer ${this.token}` };
  }

  public forget(): boolean {
    this.token = undefined;
    return true;
  }

  private async issue(pace: Pace): Promise<string> {
    const { id, secret, tokenUrl, scope = 'catalog' } = this.client;
    const url = address(tokenUrl, []);
    const form = {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      scope,
    };
    const answer = await send(pace, {
      method: 'POST',
      url,
      options: { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      body: new URLSearchParams(form).toString(),
    });
    if (answer.status !== 200) {
      throw new RunnerError(
        'denied',
        `${url.origin} issued no token: ${answer.status} ${messageOf(answer.text)}; check ${this.variables}`,
      );
    }
    let body: unknown;
    try {
      body = JSON.parse(answer.text);
    } catch {
      // said below
    }
    // What it holds instead is not repeated: it may be a token.
    if (TOKEN.fits(body)) return body.access_token;
    throw new RunnerError('unavailable', `${url.origin} answered with what is no token; start it again`);
  }
}

/** How the variables of an environment say it. */
export function loginOf(env: Readonly<Record<string, string | undefined>>): CatalogLogin {
  const {
    ICEBERG_TOKEN: token = '',
    ICEBERG_CLIENT_ID: id = '',
    ICEBERG_CLIENT_SECRET: secret = '',
    ICEBERG_TOKEN_URL: tokenUrl = '',
    ICEBERG_SCOPE: scope = '',
    ICEBERG_USERNAME: user = '',
    ICEBERG_PASSWORD: password = '',
  } = env;
  if (token !== '') return fixedLogin('ICEBERG_TOKEN', `Bearer ${token}`);
  if (id !== '' || secret !== '') {
    const missing = Object.entries({
      ICEBERG_CLIENT_ID: id,
      ICEBERG_CLIENT_SECRET: secret,
      ICEBERG_TOKEN_URL: tokenUrl,
    })
      .filter(([, value]) => value === '')
      .map(([name]) => name);
    if (missing.length > 0)
      throw new RunnerError('refused', `not set in the environment: ${missing.join(', ')}`);
    return new OAuth2Login({ id, secret, tokenUrl, ...(scope !== '' && { scope }) });
  }
  if (user === '') return fixedLogin('ICEBERG_TOKEN or ICEBERG_CLIENT_ID');
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return fixedLogin('ICEBERG_USERNAME and ICEBERG_PASSWORD', `Basic ${basic}`);
}
