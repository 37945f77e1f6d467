/**
 * Training byte-level byte-pair encodings and writing them in the layout of Hugging Face
 * tokenizers. Using a tokenizer is the business of the inference module.
 */
@NullMarked
package dev.nightshift.curation.bpe;

import org.jspecify.annotations.NullMarked;
