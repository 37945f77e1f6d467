/**
 * What a client does in a round: local training of any model that the trainer knows, from the
 * server's parameters to a change of them.
 */
@NullMarked
package dev.nightshift.training.federated.client;

import org.jspecify.annotations.NullMarked;
