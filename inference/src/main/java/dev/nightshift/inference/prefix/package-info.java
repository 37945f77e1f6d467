/** Beginnings that many requests share, such as the examples of a task: they are read once. */
@NullMarked
package dev.nightshift.inference.prefix;

import org.jspecify.annotations.NullMarked;
