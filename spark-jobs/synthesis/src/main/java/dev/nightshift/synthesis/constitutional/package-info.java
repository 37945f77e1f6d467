/**
 * Constitutional AI (Bai et al. 2022): a model criticises and revises its own answers by a list of
 * principles, or chooses between two of them.
 */
@NullMarked
package dev.nightshift.synthesis.constitutional;

import org.jspecify.annotations.NullMarked;
