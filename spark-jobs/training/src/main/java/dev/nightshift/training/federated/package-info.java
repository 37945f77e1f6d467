/**
 * Federated averaging: which clients take part in a round, what each of them sends, and what the
 * server makes of it.
 *
 * <p>Plain Java; {@code federated.spark} spreads the clients over executors.
 */
@NullMarked
package dev.nightshift.training.federated;

import org.jspecify.annotations.NullMarked;
