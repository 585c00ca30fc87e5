import { SparkRuntime } from '../../lib';
import { catalogsRunOn } from './catalogs';

catalogsRunOn(SparkRuntime.SPARK_4_0);
