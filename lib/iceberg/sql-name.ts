import { TextForm } from '../problems';

/** A name that stands in SQL and in settings as it is: of a catalog, a database, an Iceberg branch. */
export const SQL_NAME = new TextForm({
  pattern: /^[A-Za-z_]\w*$/,
  of: 'letters, digits and underscores, not starting with a digit, since other names need quotes in SQL',
  example: 'lake_2',
});
