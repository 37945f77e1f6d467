/**
 * The lake's tables: their columns, constraints and versions, in terms of no engine. The Spark
 * runtime turns a {@link dev.nightshift.schema.table.TableSchema} into a Delta table.
 */
@NullMarked
package dev.nightshift.schema.table;

import org.jspecify.annotations.NullMarked;
