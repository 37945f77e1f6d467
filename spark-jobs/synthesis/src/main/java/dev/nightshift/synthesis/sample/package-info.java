/**
 * The built-in sample: word problems with preference pairs and prompts over them, amid the dirt
 * that real files hold. Every line is a pure function of the seed and its number.
 */
@NullMarked
package dev.nightshift.synthesis.sample;

import org.jspecify.annotations.NullMarked;
