/**
 * Between the values of {@code data-schemas} and Spark's rows: table schemas to struct types,
 * records to rows and back. Spark's bean encoder gives an empty schema for records, so it is never
 * used.
 */
@NullMarked
package dev.nightshift.runtime.codec;

import org.jspecify.annotations.NullMarked;
