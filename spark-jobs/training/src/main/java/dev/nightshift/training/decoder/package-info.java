/**
 * Training of decoders: their checkpoints with the state of a training, and a session that runs a
 * trainer over one.
 */
@NullMarked
package dev.nightshift.training.decoder;

import org.jspecify.annotations.NullMarked;
