/**
 * What all of curation shares of texts: which characters make up words, tokens with their places,
 * and hashes of both.
 */
@NullMarked
package dev.nightshift.curation.text;

import org.jspecify.annotations.NullMarked;
