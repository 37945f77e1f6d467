/**
 * Finding what benchmarks ask in texts that models are trained on.
 *
 * <p>Plain Java over texts; the jobs that spread it are in {@code curation.spark}.
 */
@NullMarked
package dev.nightshift.curation.decontaminate;

import org.jspecify.annotations.NullMarked;
