/**
 * Small networks that judge texts. Features and scoring are plain Java and know neither Spark nor
 * native code; Deeplearning4j Spark trains the networks, averaged over Spark, and MLlib gives the
 * feature statistics and the baseline.
 */
@NullMarked
package dev.nightshift.classifiers;

import org.jspecify.annotations.NullMarked;
