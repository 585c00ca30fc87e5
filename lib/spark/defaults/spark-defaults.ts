import type { IConstruct } from 'constructs';
import { addValidation } from '../../app/synthesis';
import { overridden } from './inherited';
import type { Layer } from './layer';
import { layerOf, layersAround } from './layers';
import type { SparkDefaultsProps } from './spark-defaults-props';

/**
 * What every Spark application in a scope has: labels of its owner, tolerations, sizes, contexts, where its images and event
 * logs are. It reaches those in nested scopes too, and those that are made later, until the synth. `provenance` of an
 * application says which scope gave a value.
 *
 * What an application says itself wins, and of two scopes the inner one. Sizes of a role, the number of executors, contexts and
 * policies are one thing each: whoever says a part of one says all of it. Items of lists come together, each by its key.
 *
 * What is locked nobody inside may say otherwise: that is an error which names both places.
 */
export class SparkDefaults {
  /**
   * The defaults of a scope.
   *
   * @param scope an app, a chart, any construct; only what is in it is concerned
   */
  public static of(scope: IConstruct): SparkDefaults {
    const isNew = (layer: Layer): void => {
      addValidation(scope, () => {
        const outer = layersAround(scope).slice(1);
        const { defaults, locked } = layer.for({});
        return overridden(outer, [...defaults, ...locked], {});
      });
    };
    return new SparkDefaults(layerOf(scope, isNew));
  }

  private constructor(private readonly layer: Layer) {}

  /**
   * Gives what applications and scopes inside may say otherwise.
   *
   * @param props what they get
   * @throws when it cannot be represented, or the scope says it differently already
   */
  public add(props: SparkDefaultsProps): this {
    this.layer.add(props, false);
    return this;
  }

  /**
   * Gives what nobody inside may say otherwise; beside it they may say more.
   *
   * @param props what they get
   * @throws when it cannot be represented, or the scope says it differently already
   */
  public lock(props: SparkDefaultsProps): this {
    this.layer.add(props, true);
    return this;
  }
}
