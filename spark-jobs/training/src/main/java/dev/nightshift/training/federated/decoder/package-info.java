/** Decoders as models of federated averaging: their clients' texts, whole or with adapters. */
@NullMarked
package dev.nightshift.training.federated.decoder;

import org.jspecify.annotations.NullMarked;
