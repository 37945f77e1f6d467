/** Files of benchmark data, in the forms in which they are published, as rows with stable ids. */
@NullMarked
package dev.nightshift.eval.data;

import org.jspecify.annotations.NullMarked;
