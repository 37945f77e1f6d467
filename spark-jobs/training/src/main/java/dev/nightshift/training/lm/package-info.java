/** Language modelling: batches of token rows and the cross entropy of their targets. */
@NullMarked
package dev.nightshift.training.lm;

import org.jspecify.annotations.NullMarked;
