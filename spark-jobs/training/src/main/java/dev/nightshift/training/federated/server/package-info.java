/**
 * What the server does with the clients' mean change: plain averaging, momentum, adaptive rates.
 */
@NullMarked
package dev.nightshift.training.federated.server;

import org.jspecify.annotations.NullMarked;
