// Prints what generate downloads: a line `spark VERSION HADOOP` for each row of lib/versions.ts, and `iceberg VERSION`.
import { ICEBERG_RELEASES, SPARK_LINES } from '../../lib/versions';

for (const { latest, hadoop } of Object.values(SPARK_LINES)) console.log(`spark ${latest} ${hadoop}`);
for (const version of ICEBERG_RELEASES) console.log(`iceberg ${version}`);
