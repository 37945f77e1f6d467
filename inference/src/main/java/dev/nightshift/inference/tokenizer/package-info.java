/**
 * Text to token ids and back, and chat templates, as {@code tokenizer.json} and {@code
 * tokenizer_config.json} describe them.
 */
@NullMarked
package dev.nightshift.inference.tokenizer;

import org.jspecify.annotations.NullMarked;
