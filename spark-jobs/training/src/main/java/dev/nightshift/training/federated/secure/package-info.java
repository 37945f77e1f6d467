/**
 * Secure aggregation: sums of clients' vectors of which nobody sees a single one, and the secret
 * seed from which masks and noise are drawn.
 */
@NullMarked
package dev.nightshift.training.federated.secure;

import org.jspecify.annotations.NullMarked;
