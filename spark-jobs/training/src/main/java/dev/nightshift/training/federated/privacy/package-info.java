/**
 * Differential privacy of rounds: what a round costs, how costs add up, how much noise a budget
 * needs, and the noise.
 *
 * <p>A client is one unit of privacy: all that it holds is protected together.
 */
@NullMarked
package dev.nightshift.training.federated.privacy;

import org.jspecify.annotations.NullMarked;
