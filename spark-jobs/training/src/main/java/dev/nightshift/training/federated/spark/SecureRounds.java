package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.secure.SurvivorRecord;
import java.util.function.Supplier;

/**
 * What the server needs for secure sums, none of it secret.
 *
 * @param weightUnit a weight that counts as 1, at least the greatest of a client
 * @param survivors remembers for whom rounds were unmasked
 * @param attempts a name for each attempt at a round, never the same one: clients derive fresh keys
 *     for each. Masks cancel exactly, so the sums do not depend on them
 */
public record SecureRounds(
    double weightUnit, SurvivorRecord survivors, Supplier<String> attempts) {}
