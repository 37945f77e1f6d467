/** Log-probabilities of given texts under a model. A row's score never depends on the batch. */
@NullMarked
package dev.nightshift.inference.score;

import org.jspecify.annotations.NullMarked;
