/**
 * From raw files to text that is fit for training. The packages below are plain algorithms that do
 * not import Spark; {@code spark} holds the jobs that spread them.
 */
@NullMarked
package dev.nightshift.curation;

import org.jspecify.annotations.NullMarked;
