/** Digests of weights and of whole models. Caches, lineage and reports name models by them. */
@NullMarked
package dev.nightshift.inference.digest;

import org.jspecify.annotations.NullMarked;
