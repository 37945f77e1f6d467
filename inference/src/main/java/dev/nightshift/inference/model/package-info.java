/**
 * What a model is: its configuration as a Hugging Face {@code config.json} tells it, in terms that
 * do not depend on the architecture. No tensor lives here.
 */
@NullMarked
package dev.nightshift.inference.model;

import org.jspecify.annotations.NullMarked;
