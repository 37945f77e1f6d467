/**
 * Data that is made rather than found: the built-in sample, and later generation by models,
 * verification and selection. Algorithms are plain Java; what distributes them stands in {@code
 * spark}.
 */
@NullMarked
package dev.nightshift.synthesis;

import org.jspecify.annotations.NullMarked;
