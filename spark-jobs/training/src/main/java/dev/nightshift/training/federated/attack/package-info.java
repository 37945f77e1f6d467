/** How rules of aggregation bear false clients: an experiment on a small model, as one table. */
@NullMarked
package dev.nightshift.training.federated.attack;

import org.jspecify.annotations.NullMarked;
