/** Learning from pairs of answers of which one is preferred: DPO and its relatives. */
@NullMarked
package dev.nightshift.training.preference;

import org.jspecify.annotations.NullMarked;
