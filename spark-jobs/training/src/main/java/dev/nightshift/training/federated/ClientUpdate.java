package dev.nightshift.training.federated;

import org.jspecify.annotations.Nullable;

/**
 * What a client gave.
 *
 * @param report what is told of it
 * @param weight its weight in the mean, which the server need not know
 * @param vector its change, bounded and noisy as the treatment says, not yet weighted; with control
 *     variates the change of its own follows. Null where it has no part.
 */
public record ClientUpdate(ClientReport report, double weight, float @Nullable [] vector) {}
