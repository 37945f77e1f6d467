/**
 * The lake: Delta tables whose rows become visible when the run that wrote them commits its row in
 * {@code runs}.
 */
@NullMarked
package dev.nightshift.runtime.lake;

import org.jspecify.annotations.NullMarked;
