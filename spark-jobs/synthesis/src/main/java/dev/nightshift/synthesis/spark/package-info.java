/** The jobs of synthesis. */
@NullMarked
package dev.nightshift.synthesis.spark;

import org.jspecify.annotations.NullMarked;
