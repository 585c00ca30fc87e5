import { show, TextForm } from '../problems';

/** Variable of the driver that holds the tables that a job writes, with commas between them. */
export const TABLES_VARIABLE = 'ICEBERG_TABLES';

/** Tables of one job that a run promotes. */
const MOST_TABLES = 50;

const TABLE_NAME = new TextForm({
  pattern: /^[A-Za-z_]\w*(?:\.[\w-]{1,255}){2,9}$/,
  of: 'a catalog, a namespace and a table with dots between them',
  example: 'lake.sales.orders',
});

/** What is wrong with a list of tables, none when it can be promoted. */
export function tableProblems(property: string, tables: readonly string[]): string[] {
  const wrong = tables.flatMap((table, index) => TABLE_NAME.problem(`${property}[${index}]`, table) ?? []);
  if (wrong.length > 0) return wrong;
  const catalogs = [...new Set(tables.map(catalogOfTable))];
  return [
    ...(tables.length === 0 || tables.length > MOST_TABLES
      ? [`${property} names ${tables.length} tables; name 1 to ${MOST_TABLES}, all that the job writes`]
      : []),
    ...(catalogs.length > 1
      ? [
          `${property} is in the catalogs ${catalogs.join(' and ')}; tables of one catalog are promoted together`,
        ]
      : []),
    ...(new Set(tables).size < tables.length
      ? [`${property} names a table twice: ${show(tables.join(', '))}`]
      : []),
  ];
}

/** The catalog of `lake.sales.orders`. */
export function catalogOfTable(table: string): string {
  return table.slice(0, table.indexOf('.'));
}
