/**
 * Whether an answer means the same as the right one. {@link
 * dev.nightshift.eval.verify.MathVerifier} is the one verifier for rewards, metrics and the
 * filtering of data.
 */
@NullMarked
package dev.nightshift.eval.verify;

import org.jspecify.annotations.NullMarked;
