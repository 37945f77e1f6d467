/**
 * What a classifier sees of a text: dense statistics and hashed n-grams. Pure functions of the text
 * and the settings, without Spark, without native code.
 */
@NullMarked
package dev.nightshift.classifiers.feature;

import org.jspecify.annotations.NullMarked;
