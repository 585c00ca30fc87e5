import { isSecretName } from '../../text/secret-names';
import type { ReleasedSpec } from '../released';
import type { Target } from './target';

/** The settings that turn Spark's engine and touch nothing around it. */
const ENGINE =
  /^spark\.(?:(?:sql|default|memory|shuffle|speculation|task|locality|reducer|rdd|broadcast|stage|cleaner|storage|scheduler)\.[\w.-]{1,150}|speculation|network\.timeout|driver\.maxResultSize)$/;

/** Among those, what names code that is loaded, a place, a server, another program, or who may do what. */
const BEYOND =
  /catalog(?!yst)|extension|warehouse|metastore|\.hive\.|jars?\b|maven|class|listener|provider|plugin|serializer|reflect|transpiler|location|director|dirs?\b|path|policy|topology|allocation|\.db\.|redaction|thriftserver|\.ui\.|pyspark\.python$|command|script|manager|fallbackstorage|artifact|url|uri|endpoint|host|service|server|address|acl|proxy|auth|sasl|crypto|encrypt|ssl/i;

/** One Spark setting. */
export class SettingTarget implements Target {
  public readonly kind = 'setting';

  public constructor(public readonly name: string) {}

  public problem(): string | undefined {
    const { name } = this;
    if (ENGINE.test(name) && !BEYOND.test(name) && !isSecretName(name)) return undefined;
    return (
      `sets ${name}, which no run may: it may set what turns the engine (spark.sql.*, spark.shuffle.*, spark.memory.* and their ` +
      'like), and nothing that names code, catalogs, places, servers, rights or secrets; release the application with it, or give ' +
      'the job an argument'
    );
  }

  public conflict(): undefined {
    return undefined;
  }

  public refusal(text: string): string | undefined {
    return text.includes('${') ? 'must not have ${, which Spark would replace by something else' : undefined;
  }

  public read({ sparkConf = {} }: ReleasedSpec): string | undefined {
    return Object.hasOwn(sparkConf, this.name) ? sparkConf[this.name] : undefined;
  }

  public write(spec: ReleasedSpec, value: string | number): ReleasedSpec {
    return { ...spec, sparkConf: { ...spec.sparkConf, [this.name]: String(value) } };
  }
}
