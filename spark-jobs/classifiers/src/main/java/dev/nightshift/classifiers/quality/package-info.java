/**
 * The quality classifier as a finished thing: its weights, its folder, its scores. Scoring is plain
 * Java, one row at a time, so that a score depends on the text and the model alone; Deeplearning4j
 * appears only where its file is read.
 */
@NullMarked
package dev.nightshift.classifiers.quality;

import org.jspecify.annotations.NullMarked;
