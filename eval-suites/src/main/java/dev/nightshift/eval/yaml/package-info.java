/**
 * YAML with places: every value knows its file and line, so that all faults can be told at once.
 */
@NullMarked
package dev.nightshift.eval.yaml;

import org.jspecify.annotations.NullMarked;
