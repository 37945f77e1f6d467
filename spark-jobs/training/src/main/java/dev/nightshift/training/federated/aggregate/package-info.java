/**
 * How the vectors of clients become one: sums along a tree over the clients' places, and rules that
 * a few false clients cannot move far.
 */
@NullMarked
package dev.nightshift.training.federated.aggregate;

import org.jspecify.annotations.NullMarked;
