/**
 * The safetensors format: header, reader and writer. A file that lies about itself is refused
 * before memory is taken for it.
 */
@NullMarked
package dev.nightshift.inference.checkpoint.safetensors;

import org.jspecify.annotations.NullMarked;
