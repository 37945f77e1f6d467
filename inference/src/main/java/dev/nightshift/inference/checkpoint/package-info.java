/**
 * Model folders in Hugging Face layout: read with every name and shape checked, written by an
 * atomic rename.
 */
@NullMarked
package dev.nightshift.inference.checkpoint;

import org.jspecify.annotations.NullMarked;
