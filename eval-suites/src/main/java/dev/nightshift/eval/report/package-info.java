/**
 * What the morning reads: plain records of models, scores with their comparisons, what was kept and
 * what was refused, learning curves and lineage, and their renderings. Nothing here reads a lake.
 */
@NullMarked
package dev.nightshift.eval.report;

import org.jspecify.annotations.NullMarked;
