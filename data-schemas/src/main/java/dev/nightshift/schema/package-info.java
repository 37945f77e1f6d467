/**
 * What every room of Nightshift agrees on: the shape of stored data, the identity of rows and
 * files, the source of randomness, and the errors a user sees. Nothing here knows Spark, libtorch
 * or a file system.
 */
@NullMarked
package dev.nightshift.schema;

import org.jspecify.annotations.NullMarked;
